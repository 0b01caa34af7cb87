using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>The Word documents that sheets are filled from: the office's own, else those that ship with the hub.</summary>
public sealed class SheetTemplates(HubOptions options)
{
    public async Task<byte[]> FindAsync(SheetKind kind, CancellationToken stop)
    {
        var own = PathOf(kind);
        return File.Exists(own) ? await File.ReadAllBytesAsync(own, stop) : Shipped(kind);
    }

    public bool IsOwn(SheetKind kind) => File.Exists(PathOf(kind));

    /// <summary>Takes an office's template, if the sheet can be filled from it; the one before stays otherwise.</summary>
    public async Task<Refusal?> ReplaceAsync(HubDb db, Caller caller, SheetKind kind, byte[] template, SheetFields fields, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (FillTemplate.Run(template, fields).Refusal is { } bad)
            return bad;
        Directory.CreateDirectory(options.Templates);
        var (path, part) = (PathOf(kind), PathOf(kind) + ".part");
        await File.WriteAllBytesAsync(part, template, stop);
        File.Move(part, path, overwrite: true);
        db.Record(Entry(caller, kind, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(template))));
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>Back to the one that ships with the hub.</summary>
    public async Task<Refusal?> ForgetAsync(HubDb db, Caller caller, SheetKind kind, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (!IsOwn(kind))
            return Refusal.NotFound(new("差し替えたテンプレートはありません。", "No template was put in place."), new("付属のテンプレートが使われています。", "The one that ships with the hub is in use."));
        File.Delete(PathOf(kind));
        db.Record(Entry(caller, kind, null));
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static Thread.ThreadEntry Entry(Caller caller, SheetKind kind, string? sha256) => new()
    {
        Actor = caller.Node,
        Kind = "sheet.template-changed",
        Subject = Thread.NodeRef.Of("template", SheetWords.Slug(kind)),
        Facts = new Dictionary<string, object?> { ["sha256"] = sha256 },
    };

    private string PathOf(SheetKind kind) => Path.Combine(options.Templates, $"{SheetWords.Slug(kind)}.docx");

    private static byte[] Shipped(SheetKind kind)
    {
        using var source = typeof(SheetTemplates).Assembly.GetManifestResourceStream($"template.{SheetWords.Slug(kind)}")!;
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        return copy.ToArray();
    }
}
