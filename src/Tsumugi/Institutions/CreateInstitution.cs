using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Takes an institution into the hub.</summary>
public sealed partial record CreateInstitution
{
    public required string Id { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary>With or without <c>https://ror.org/</c> before it.</summary>
    public string? Ror { get; init; }

    public async Task<Outcome<Institution>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var taken = await db.Set<Institution>().AnyAsync(row => row.Id == Id, stop);
        var decided = Decide(this, taken);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "institution.created",
            Subject = made.Node,
            Facts = new Dictionary<string, object?> { ["nameJa"] = made.NameJa, ["nameEn"] = made.NameEn, ["ror"] = made.Ror },
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public static Outcome<Institution> Decide(CreateInstitution command, bool taken)
    {
        var (ja, en, ror) = (command.NameJa.Trim(), command.NameEn.Trim(), RorOnly(command.Ror));
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(command.Id))
            .Need(!taken, "id", new($"{command.Id} は既にあります。", $"{command.Id} already exists."))
            .Need(
                ja.Length is > 0 and <= 200, "nameJa",
                new("日本語の名称を 200 文字以内で入力してください。", "Enter the Japanese name, up to 200 characters."))
            .Need(
                en.Length is > 0 and <= 200, "nameEn",
                new("英語の名称を 200 文字以内で入力してください。", "Enter the English name, up to 200 characters."))
            .Need(
                ror is null || RorPattern().IsMatch(ror), "ror",
                new("ROR の識別子ではありません（例 057zh3y96）。", "This is no ROR identifier (example: 057zh3y96)."));
        if (faults.ToRefusal("bad-institution") is { } refusal)
            return taken && refusal.Fields.Count == 1 ? refusal with { Code = "name-taken", Status = 409 } : refusal;
        return new Institution { Id = command.Id, NameJa = ja, NameEn = en, Ror = ror };
    }

    private static string? RorOnly(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace("https://ror.org/", "", StringComparison.OrdinalIgnoreCase);

    // https://ror.readme.io/docs/identifier: a zero, six characters of Crockford's base 32, two digits of checksum.
    [GeneratedRegex("^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$")]
    private static partial Regex RorPattern();
}
