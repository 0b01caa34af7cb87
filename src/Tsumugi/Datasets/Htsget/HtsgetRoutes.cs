using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Htsget;

/// <summary>GA4GH htsget 1.3: reads and variants of regions.</summary>
internal static class HtsgetRoutes
{
    private const string Prefix = "/ga4gh/htsget";

    /// <summary>Of a body, in bytes.</summary>
    private const int MostBody = 1 << 20;

    /// <summary>Parts of an address before the identifier.</summary>
    private const int BeforeId = 3;

    private static readonly TimeSpan UrlLife = TimeSpan.FromHours(1);

    public static void Map(IEndpointRouteBuilder root)
    {
        var htsget = root.MapGroup(Prefix).DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RefusalForm(HtsgetFaults.WriteAsync));
        foreach (var kind in HtsgetKind.All)
        {
            htsget.MapGet($"/{kind.Name}/service-info", (HttpContext http) => ServiceInfo(http, kind));
            htsget.MapGet($"/{kind.Name}/{{**id}}", (HttpContext http, ICallers callers, MakeTicket make, Permits permits, CancellationToken stop) =>
                AnswerAsync(http, callers, make, permits, kind, HtsgetRequest.Read(kind, http.Request.Query), stop));
            htsget.MapPost($"/{kind.Name}/{{**id}}", (HttpContext http, ICallers callers, MakeTicket make, Permits permits, CancellationToken stop) =>
                PostAsync(http, callers, make, permits, kind, stop));
        }
    }

    /// <summary>Reads and variants stand in registries as services of their own, at the address before an identifier.</summary>
    public static Ga4ghService Service(HtsgetKind kind) => new("htsget", HtsgetTicket.Version, $"{Prefix}/{kind.Name}", kind == HtsgetKind.Reads ? "Reads of regions, from BAM files in repositories." : "Variants of regions, from VCF and BCF files in repositories.")
    {
        Id = $"htsget-{kind.Name}",
    };

    // Asked before anybody signs in, as clients find out here which standard is spoken.
    private static JsonHttpResult<Dictionary<string, object>> ServiceInfo(HttpContext http, HtsgetKind kind) => TypedResults.Json(
        new Dictionary<string, object>(Service(kind).Info(http))
        {
            ["htsget"] = new { datatype = kind.Name, formats = kind.Formats, fieldsParameterEffective = false, tagsParametersEffective = false },
        });

    private static async Task<IResult> PostAsync(HttpContext http, ICallers callers, MakeTicket make, Permits permits, HtsgetKind kind, CancellationToken stop)
    {
        var body = new byte[MostBody + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, stop);
        return length > MostBody
            ? HtsgetFaults.TooLarge(new($"本文は {MostBody >> 20} MiB までです。", $"The body may have at most {MostBody >> 20} MiB.")).ToProblem()
            : await AnswerAsync(http, callers, make, permits, kind, HtsgetRequest.Read(kind, http.Request.Query, body.AsMemory(0, length)), stop);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, ICallers callers, MakeTicket make, Permits permits, HtsgetKind kind, Outcome<HtsgetRequest> request, CancellationToken stop)
    {
        // Who is not known is told so first, whatever was asked.
        var caller = await callers.CurrentAsync(stop);
        if ((Gate.AskSignedIn(caller) ?? request.Refusal) is { } refusal)
            return refusal.ToProblem();
        string Address(string sha256) => $"{WireTarget.Endpoint(http)}/lfs/contents/{permits.Write(new ContentPermit(sha256), UrlLife)}";
        var ticket = await make.RunAsync(caller, kind, WireTarget.Rest(http, BeforeId), request.Value, Address, stop);
        return ticket.Refused ? ticket.Refusal!.ToProblem() : TypedResults.Json(new HtsgetAnswer(ticket.Value), HtsgetTicket.Json, HtsgetTicket.ContentType);
    }
}
