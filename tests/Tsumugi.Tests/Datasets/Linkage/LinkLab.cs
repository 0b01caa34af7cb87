using System.Text.Json.Nodes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Linkage;

/// <summary>Declares link sets and waits until the worker program has loaded them.</summary>
internal static class LinkLab
{
    public static async Task<JsonArray> DeclareAsync(this WireLab lab, Repository repository, string recipe)
    {
        await lab.DoneAsync("POST", $"/api/v1/datasets/{repository.Id}/link-sets", new { recipe });
        return await lab.LoadedAsync(repository);
    }

    public static async Task<JsonArray> LoadedAsync(this WireLab lab, Repository repository)
    {
        while (true)
        {
            var sets = (await lab.DoneAsync("GET", $"/api/v1/datasets/{repository.Id}/link-sets"))!.AsArray();
            if (sets.All(set => (string?)set!["state"] != "Waiting"))
                return sets;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public static Task<JsonNode?> ConvertAsync(this WireLab lab, string to, string[] ids, string? from = null, string[]? route = null) =>
        lab.DoneAsync("POST", "/api/v1/links/convert", new { ids, from, to, route });

    public static string?[] Column(this JsonNode? answer, int at) => [.. answer!["rows"]!.AsArray().Select(row => (string?)row!["path"]![at == -1 ? row["path"]!.AsArray().Count - 1 : at])];

    public static string?[] Texts(this JsonNode? array) => [.. array!.AsArray().Select(one => (string?)one)];
}
