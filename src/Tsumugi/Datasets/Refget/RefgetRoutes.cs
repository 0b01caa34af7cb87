using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Drs;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Refget;

/// <summary>GA4GH refget sequences 2.0: sequences by their digests.</summary>
internal static class RefgetRoutes
{
    private const string JsonType = "application/vnd.ga4gh.refget.v2.0.0+json; charset=us-ascii";

    /// <summary>What may be asked for, besides patterns; without parameters.</summary>
    private static readonly string[] Plain = ["text/vnd.ga4gh.refget.v2.0.0+plain", "text/plain", "text/*", "*/*"];
    private static readonly string[] Json = ["application/vnd.ga4gh.refget.v2.0.0+json", "application/json", "application/*", "*/*"];

    private static readonly string[] Algorithms = ["md5", "ga4gh", "trunc512"];

    public static Ga4ghService Service { get; } = new("refget-sequence", "2.0.0", "/ga4gh/refget/sequence", "Sequences of FASTA files in repositories, by their digests.");

    public static void Map(IEndpointRouteBuilder root)
    {
        var refget = root.MapGroup(Service.Path).ExcludeFromDescription();
        refget.MapGet("/service-info", ServiceInfo);
        refget.MapMethods("/{id}", ["GET", "HEAD"], SequenceAsync);
        refget.MapGet("/{id}/metadata", MetadataAsync);
    }

    // Asked before anybody signs in, as clients find out here which standard is spoken.
    private static IResult ServiceInfo(HttpContext http) => Accepts(http, Json) ?? TypedResults.Json(
        new Dictionary<string, object>(Service.Info(http))
        {
            ["refget"] = new Dictionary<string, object?>
            {
                ["circular_supported"] = true,
                ["algorithms"] = Algorithms,
                ["identifier_types"] = Array.Empty<string>(),
                ["subsequence_limit"] = null,
            },
        },
        contentType: JsonType);

    private static async Task<IResult> SequenceAsync(HttpContext http, ICallers callers, FindSequence find, string id, CancellationToken stop)
    {
        if (Accepts(http, Plain) is { } refused)
            return refused;
        var found = await find.RunAsync(await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var range = SequenceRange.Read(http.Request, found.Value.Sequence);
        return range.Refused ? range.Refusal!.ToProblem() : new SequenceResult(found.Value, range.Value);
    }

    private static async Task<IResult> MetadataAsync(HttpContext http, ICallers callers, FindSequence find, string id, CancellationToken stop)
    {
        if (Accepts(http, Json) is { } refused)
            return refused;
        var found = await find.RunAsync(await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var sequence = found.Value.Sequence;
        var aliases = found.Value.Names.Select(name => new { alias = name, naming_authority = http.Request.Host.Host });
        return TypedResults.Json(new { metadata = new { md5 = sequence.Md5, ga4gh = sequence.Ga4gh, length = sequence.Length, aliases } }, contentType: JsonType);
    }

    private static IResult? Accepts(HttpContext http, string[] given)
    {
        var asked = http.Request.Headers.Accept.SelectMany(line => (line ?? "").Split(',')).Select(one => one.Split(';')[0].Trim()).Where(one => one.Length > 0).ToList();
        return asked.Count == 0 || asked.Any(one => given.Contains(one, StringComparer.OrdinalIgnoreCase))
            ? null
            : new Refusal(
                "not-acceptable", StatusCodes.Status406NotAcceptable,
                new($"{string.Join("、", asked)} の形では渡せません。", $"{string.Join(", ", asked)} is not given here."),
                new($"Accept に {given[0]} と書くか、省いてください。", $"Accept {given[0]}, or send no Accept header.")).ToProblem();
    }
}
