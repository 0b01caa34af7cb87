using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Years;

/// <summary>What the programme means to reach in a fiscal year.</summary>
public sealed record IndicatorTarget
{
    public required string Name { get; init; }

    public required int Year { get; init; }

    public required long Value { get; set; }

    /// <param name="value">Null takes the target away.</param>
    public static async Task<Refusal?> SetAsync(HubDb db, Caller caller, string name, FiscalYear year, long? value, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var indicator = await Definitions.FindAsync(db, name, null, stop);
        if (indicator.Refused)
            return indicator.Refusal;
        if (new FieldFaults().Need(value is null or >= 0, "value", new("0 以上の整数です。", "A whole number, 0 or more.")).ToRefusal() is { } fault)
            return fault;
        var known = await db.FindAsync<IndicatorTarget>([name, year.Year], stop);
        if (known?.Value == value)
            return null;
        if (known is not null && value is null)
            db.Remove(known);
        else if (known is not null)
            known.Value = value!.Value;
        else
            db.Add(new IndicatorTarget { Name = name, Year = year.Year, Value = value!.Value });
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "indicator.target-set",
            Subject = NodeRef.Of("indicator", name),
            Facts = new Dictionary<string, object?> { ["year"] = year.Year, ["value"] = value },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }
}

internal sealed class IndicatorTargetTable : IEntityTypeConfiguration<IndicatorTarget>
{
    public void Configure(EntityTypeBuilder<IndicatorTarget> builder) =>
        builder.ToTable("indicator_target").HasKey(row => new { row.Name, row.Year });
}
