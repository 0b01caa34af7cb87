using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>Exchanges of several requests that more than one test needs.</summary>
internal static class WireExchanges
{
    /// <summary>Batch, bytes without a token, verification; as the Python client does it.</summary>
    /// <returns>The SHA-256.</returns>
    public static async Task<string> UploadByLfsAsync(WireLab lab, Repository repository, byte[] bytes)
    {
        var oid = WireLab.Sha256(bytes);
        var batch = await BatchAsync(lab, repository, oid, bytes.Length);
        if (batch["actions"] is not { } actions)
            return oid;
        using var put = await lab.SendAsync("PUT", (string)actions["upload"]!["href"]!, null, WireLab.Bytes(bytes));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await lab.DoneAsync("POST", (string)actions["verify"]!["href"]!, new { oid, size = bytes.Length });
        return oid;
    }

    public static async Task<System.Text.Json.Nodes.JsonNode> BatchAsync(WireLab lab, Repository repository, string oid, long size, params string[] transfers)
    {
        var body = WireLab.Json(new
        {
            operation = "upload",
            transfers = transfers.Length == 0 ? ["basic", "multipart"] : transfers,
            objects = new[] { new { oid, size } },
            hash_algo = "sha256",
        });
        body.Headers.ContentType = new("application/vnd.git-lfs+json");
        var prefix = repository.Kind == RepositoryKinds.Dataset ? "datasets/" : "";
        return (await lab.DoneAsync("POST", $"/{prefix}{repository.Id}.git/info/lfs/objects/batch", body))!["objects"]![0]!;
    }
}
