using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>Keeps what was written into a sheet so far.</summary>
public sealed record SaveSheet(SheetKind Kind, int Year, SheetTexts Texts)
{
    private const int MostText = 20_000;

    public async Task<Outcome<EvaluationSheet>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (Decide() is { } fault)
            return fault;
        var sheet = await db.FindAsync<EvaluationSheet>([Kind, Year], stop);
        if (sheet is null)
            db.Add(sheet = new() { Kind = Kind, Year = Year, Texts = Texts, PersonId = caller.PersonId!, ChangedAt = now });
        (sheet.Texts, sheet.PersonId, sheet.ChangedAt) = (Texts, caller.PersonId!, now);
        db.Record(new() { Actor = caller.Node, Kind = "sheet.saved", Subject = sheet.Node });
        await db.SaveChangesAsync(stop);
        return sheet;
    }

    private Refusal? Decide()
    {
        var faults = new FieldFaults().Need(Year is >= 2000 and <= 2200, "year", new("西暦の年度です（例：2028）。", "A fiscal year such as 2028."));
        foreach (var (field, text) in Fields(Texts))
        {
            faults.Need(text.Length <= MostText, field, new($"{MostText:N0} 文字以内で書いてください。", $"At most {MostText:N0} characters."))
                .Need(!text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')), field, new("制御文字が含まれています。", "It holds control characters."));
        }

        return faults.ToRefusal("bad-sheet");
    }

    /// <summary>Name of the field in forms and templates → what was written.</summary>
    public static IEnumerable<(string Field, string Text)> Fields(SheetTexts texts) =>
    [
        ("overview", texts.Overview), ("policy", texts.Policy), ("necessity", texts.Necessity), ("effectiveness", texts.Effectiveness),
        ("efficiency", texts.Efficiency), ("overall", texts.Overall), ("remarks", texts.Remarks),
    ];

    public static SheetTexts Read(IFormCollection form)
    {
        string Text(string field) => form[field].ToString().ReplaceLineEndings("\n").Trim();
        return new()
        {
            Overview = Text("overview"),
            Policy = Text("policy"),
            Necessity = Text("necessity"),
            Effectiveness = Text("effectiveness"),
            Efficiency = Text("efficiency"),
            Overall = Text("overall"),
            Remarks = Text("remarks"),
        };
    }
}
