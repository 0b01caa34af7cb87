using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>When in its life a programme answers for itself.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SheetKind>))]
public enum SheetKind
{
    /// <summary>事前評価: before it begins.</summary>
    ExAnte,

    /// <summary>中間評価: half-way.</summary>
    Interim,

    /// <summary>事後評価: at its end.</summary>
    Final,
}

/// <summary>What people write into a sheet; every number and its evidence are filled in from the thread.</summary>
public sealed record SheetTexts
{
    public static SheetTexts Empty { get; } = new();

    public string Overview { get; init; } = "";

    /// <summary>Relation to the policies above the programme (上位施策との関係).</summary>
    public string Policy { get; init; } = "";

    public string Necessity { get; init; } = "";

    public string Effectiveness { get; init; } = "";

    public string Efficiency { get; init; } = "";

    public string Overall { get; init; } = "";

    public string Remarks { get; init; } = "";
}

/// <summary>An evaluation sheet (評価票) as it is being written.</summary>
public sealed record EvaluationSheet
{
    public required SheetKind Kind { get; init; }

    /// <summary>Fiscal year of the evaluation: the three years before it are reported.</summary>
    public required int Year { get; init; }

    public required SheetTexts Texts { get; set; }

    public required string PersonId { get; set; }

    public required DateTime ChangedAt { get; set; }

    public NodeRef Node => NodeOf(Kind, Year);

    public static NodeRef NodeOf(SheetKind kind, int year) => NodeRef.Of("sheet", $"{SheetWords.Slug(kind)}-{year}");
}

/// <summary>How kinds of sheets are called, in pages and in addresses.</summary>
public static class SheetWords
{
    public static Words Of(SheetKind kind) => kind switch
    {
        SheetKind.ExAnte => new("事前評価票", "Ex-ante evaluation sheet"),
        SheetKind.Interim => new("中間評価票", "Interim evaluation sheet"),
        _ => new("事後評価票", "Final evaluation sheet"),
    };

    public static string Slug(SheetKind kind) => kind switch
    {
        SheetKind.ExAnte => "ex-ante",
        SheetKind.Interim => "interim",
        _ => "final",
    };

    public static bool TryRead(string? slug, out SheetKind kind)
    {
        var found = Enum.GetValues<SheetKind>().Where(one => Slug(one) == slug).ToList();
        kind = found.FirstOrDefault();
        return found.Count == 1;
    }
}

internal sealed class EvaluationSheetTable : IEntityTypeConfiguration<EvaluationSheet>
{
    public void Configure(EntityTypeBuilder<EvaluationSheet> builder)
    {
        builder.ToTable("evaluation_sheet").HasKey(row => new { row.Kind, row.Year });
        builder.Ignore(row => row.Node);
        builder.Property(row => row.Kind).HasConversion<string>();
        builder.Property(row => row.Texts).AsJson();
    }
}
