using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>Sheets are the programme office's until it hands them in: operators only.</summary>
internal static class SheetRoutes
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const int MostTemplate = 11 << 20;

    public static async Task<IResult> SaveAsync(ICallers callers, HubDb db, string kind, int year, SheetTexts texts, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = Asked(caller, kind);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var saved = await new SaveSheet(asked.Value, year, texts).RunAsync(db, caller, DateTime.UtcNow, stop);
        return saved.Refused ? saved.Refusal!.ToProblem() : TypedResults.NoContent();
    }

    public static async Task<IResult> DocumentAsync(ICallers callers, MakeSheet make, SheetTemplates templates, string kind, int year, CancellationToken stop)
    {
        var asked = Asked(await callers.CurrentAsync(stop), kind);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var (_, filled) = await FillAsync(make, templates, asked.Value, year, stop);
        return filled.Refused ? filled.Refusal!.ToProblem() : TypedResults.File(filled.Value, Word, $"{SheetWords.Slug(asked.Value)}-{year}.docx");
    }

    public static async Task<IResult> BundleAsync(ICallers callers, MakeSheet make, SheetTemplates templates, EvidenceBundle bundle, HubOptions options, string kind, int year, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = Asked(caller, kind);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var (made, filled) = await FillAsync(make, templates, asked.Value, year, stop);
        if (filled.Refused)
            return filled.Refusal!.ToProblem();

        // Written whole before a byte is sent, so that a failure is an answer and not half a file.
        Directory.CreateDirectory(options.Templates);
        var file = new FileStream(
            Path.Combine(options.Templates, $"bundle-{Guid.NewGuid():n}.part"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            await bundle.WriteAsync(file, caller, made, filled.Value, DateTime.UtcNow, stop);
            file.Position = 0;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        return TypedResults.Stream(file, "application/zip", $"{SheetWords.Slug(asked.Value)}-{year}-evidence.zip");
    }

    public static async Task<IResult> TemplateAsync(ICallers callers, SheetTemplates templates, string kind, CancellationToken stop)
    {
        var asked = Asked(await callers.CurrentAsync(stop), kind);
        return asked.Refused ? asked.Refusal!.ToProblem() : TypedResults.File(await templates.FindAsync(asked.Value, stop), Word, $"{SheetWords.Slug(asked.Value)}.docx");
    }

    public static async Task<IResult> ReplaceAsync(ICallers callers, HubDb db, MakeSheet make, SheetTemplates templates, HttpRequest request, string kind, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = Asked(caller, kind);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        if (request.ContentLength is null or > MostTemplate)
            return TooLarge.ToProblem();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, stop);
        var made = await make.RunAsync(asked.Value, Hub.Calendar.FiscalYear.Of(DateTime.UtcNow).Year, DateTime.UtcNow, stop);
        return await templates.ReplaceAsync(db, caller, asked.Value, body.ToArray(), made.Fields, stop) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }

    public static async Task<IResult> ForgetAsync(ICallers callers, HubDb db, SheetTemplates templates, string kind, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = Asked(caller, kind);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        return await templates.ForgetAsync(db, caller, asked.Value, stop) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<(MadeSheet Made, Outcome<byte[]> Document)> FillAsync(MakeSheet make, SheetTemplates templates, SheetKind kind, int year, CancellationToken stop)
    {
        var made = await make.RunAsync(kind, year, DateTime.UtcNow, stop);
        return (made, FillTemplate.Run(await templates.FindAsync(kind, stop), made.Fields));
    }

    private static Outcome<SheetKind> Asked(Caller caller, string kind) =>
        Gate.AskOperator(caller) is { } refusal ? refusal : SheetWords.TryRead(kind, out var found) ? found : NoSuchKind(kind);

    public static Refusal NoSuchKind(string kind) => Refusal.NotFound(
        new($"評価票の種類「{kind}」はありません。", $"There is no kind of sheet '{kind}'."), Words.Same(string.Join(", ", Enum.GetValues<SheetKind>().Select(SheetWords.Slug))));

    private static Refusal TooLarge { get; } = new(
        "template-too-large", StatusCodes.Status413PayloadTooLarge, new("テンプレートが大きすぎるか、長さが示されていません。", "The template is too large, or its length is not said."), new("10 MB 以下の .docx を送ってください。", "Send a .docx of at most 10 MB."));
}
