using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>What an address means. Clients write slashes inside a part as <c>%2F</c> or plainly, so the parts are read before they are decoded.</summary>
public static class WireTarget
{
    /// <returns>The parts of the path as they were sent, decoded one by one.</returns>
    public static IReadOnlyList<string> Parts(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return [.. (end < 0 ? target : target[..end]).Split('/')[1..].Select(Uri.UnescapeDataString)];
    }

    /// <summary>Everything behind the first parts, joined again; empty when nothing is left.</summary>
    public static string Rest(HttpContext context, int skipped) => string.Join('/', Parts(context).Skip(skipped)).TrimEnd('/');

    /// <param name="type"><c>models</c> or <c>datasets</c>, as in addresses; <c>model</c> or <c>dataset</c>, as in bodies; a model when nothing.</param>
    public static string? Kind(string? type) => type switch
    {
        null or "" or "model" or "models" => RepositoryKinds.Model,
        "dataset" or "datasets" => RepositoryKinds.Dataset,
        _ => null,
    };

    /// <summary>The address at which clients reach this hub.</summary>
    public static string Endpoint(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";

    /// <summary>The address of a repository as clients read it again: models stand at the root.</summary>
    public static string Address(HttpContext context, Repository repository) =>
        $"{Endpoint(context)}/{(repository.Kind == RepositoryKinds.Dataset ? "datasets/" : "")}{repository.Id}";
}
