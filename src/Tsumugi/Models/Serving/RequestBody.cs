using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;

namespace Tsumugi.Models.Serving;

/// <summary>Reads a body whole, up to a limit.</summary>
internal static class RequestBody
{
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadAsync(HttpContext http, int most)
    {
        if (http.Request.ContentLength > most)
            return TooLarge(most);
        var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[81_920];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (body.Length + read > most)
                return TooLarge(most);
            body.Write(buffer, 0, read);
        }

        return (ReadOnlyMemory<byte>)body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static Refusal TooLarge(int most) => new(
        "request-too-large", 413,
        new($"要求は {most:N0} バイトまでです。", $"A request may have {most:N0} bytes."),
        new("いくつかに分けて送ってください。", "Send it in parts."));
}
