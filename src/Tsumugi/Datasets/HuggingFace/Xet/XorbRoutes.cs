using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.HuggingFace.Xet;

/// <summary>Xorbs come in, are hashed again chunk by chunk, and are kept as they came.</summary>
internal static class XorbRoutes
{
    public static async Task<IResult> PutAsync(HttpContext http, HubDb db, Permits permits, ContentStore store, string hash, CancellationToken stop)
    {
        var allowed = await XetTokens.CheckAsync(http, db, permits, write: true, stop);
        if (allowed.Refused)
            return allowed.Refusal!.ToProblem();
        if (!XetHash.TryParse(hash, out var named))
            return Bad(new("xorb の名前は 64 桁の 16 進数です。", "A xorb is named by 64 hexadecimal digits.")).ToProblem();
        if (http.Request.ContentLength > XorbReader.MostBytes + (XorbReader.MostChunks * 64L))
            return Bad(new($"xorb は {XorbReader.MostBytes} バイトまでです。", $"A xorb may have at most {XorbReader.MostBytes} bytes.")).ToProblem();
        if (await Quota.AskSizeAsync(db, store, allowed.Value.Repository.Owners, http.Request.ContentLength ?? 0, @new: true, stop) is { } full)
            return full.ToProblem();
        try
        {
            var isNew = await store.PutXorbAsync(named, http.Request.Body, stop);
            return TypedResults.Json(new Dictionary<string, bool> { ["was_inserted"] = isNew });
        }
        catch (XetFormatException error)
        {
            return Bad(Words.Same(error.Message)).ToProblem();
        }
    }

    public static Refusal Bad(Words reason) => Refusal.Invalid("bad-xet", reason, new("クライアントの版を確かめ、もう一度送ってください。", "Check the client's version and send it again."));
}
