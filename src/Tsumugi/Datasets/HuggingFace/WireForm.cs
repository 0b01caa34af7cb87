using System.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Refusals as Hugging Face's clients read them: a code and a message in headers, the message in the body.</summary>
public static class WireForm
{
    public static readonly RefusalForm Form = new(WriteAsync);

    /// <summary>The client tells a wrong token from a hidden repository by these very words.</summary>
    private const string BadToken = "Invalid credentials in Authorization header";

    public static Task WriteAsync(Refusal refusal, HttpContext context)
    {
        var response = context.Response;

        // The head of a page that is not there must not bring the hub's own page.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        response.StatusCode = refusal.Status;
        if (CodeOf(refusal) is { } code)
            response.Headers["X-Error-Code"] = code;
        var message = refusal.Code.StartsWith("token-", StringComparison.Ordinal) ? BadToken : Ascii(Said(refusal, words => words.En));
        response.Headers["X-Error-Message"] = message;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        return response.WriteAsJsonAsync(
            new Dictionary<string, string>
            {
                ["error"] = Said(refusal, words => words.ToString()),
                ["message"] = Said(refusal, words => words.ToString()),
                ["code"] = refusal.Code,
            },
            context.RequestAborted);
    }

    // These clients show one text, so what is wrong with the fields stands in it.
    private static string Said(Refusal refusal, Func<Words, string> read) => refusal.Fields.Count > 0
        ? string.Join(' ', refusal.Fields.Select(field => $"{field.Key}: {read(field.Value)}"))
        : $"{read(refusal.Reason)} {read(refusal.Remedy)}";

    private static string? CodeOf(Refusal refusal) => refusal.Code switch
    {
        "not-found" => "RepoNotFound",
        "no-revision" => "RevisionNotFound",
        "no-entry" => "EntryNotFound",
        "gated" => "GatedRepo",
        _ => null,
    };

    // Headers carry no other letters.
    private static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text)
            ascii.Append(c is >= ' ' and <= '~' ? c : '?');
        return ascii.ToString();
    }
}
