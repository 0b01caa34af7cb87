using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Linkage;

/// <summary>Every route of the linkage, asked by everybody who may ask.</summary>
public sealed class LinkDoorTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Ids = """{"ids":["1"],"to":"uniprot"}""";

    private static readonly string[] Askers = ["anonymous", "other", "reader", "writer"];

    /// <summary>Method, path, body, then the status for: nobody, an outsider, a member whose token may only read, a member.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("GET", "/api/v1/identifier-systems", "", [401, 200, 200, 200]),
        ("POST", "/api/v1/identifier-systems", "[]", [401, 403, 403, 403]),
        ("POST", "/api/v1/identifier-systems/recognise", Ids, [401, 200, 200, 200]),
        ("GET", "/api/v1/link-sets", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/datasets/{open}/link-sets", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/datasets/{closed}/link-sets", "", [401, 404, 200, 200]),
        ("POST", "/api/v1/datasets/{open}/link-sets", """{"recipe":"[]"}""", [401, 403, 403, 400]),
        ("POST", "/api/v1/datasets/{closed}/link-sets", """{"recipe":"[]"}""", [401, 404, 403, 400]),
        ("POST", "/api/v1/links/routes", Ids, [401, 404, 404, 404]),
        ("POST", "/api/v1/links/convert", Ids, [401, 404, 404, 404]),
        ("GET", "/togoid/convert?ids=1&route=ncbigene,uniprot", "", [401, 404, 404, 404]),
        ("GET", "/togoid/count/ncbigene-uniprot?ids=1", "", [401, 404, 404, 404]),
        ("GET", "/togoid/route?source=ncbigene&target=uniprot", "", [401, 200, 200, 200]),
        ("GET", "/togoid/config/dataset", "", [401, 200, 200, 200]),
        ("GET", "/togoid/config/dataset/nothing", "", [401, 404, 404, 404]),
        ("GET", "/togoid/config/relation", "", [401, 200, 200, 200]),
        ("GET", "/togoid/config/relation/a-b", "", [401, 404, 404, 404]),
    ];

    [Fact]
    public async Task Every_door_answers_as_the_table_says()
    {
        var (open, closed) = (await lab.BeginAsync("dataset"), await lab.BeginAsync("dataset", Tsumugi.Institutions.Visibility.Institution));
        await lab.CommitAsync(open, ("a.tsv", "door\topen\n"));
        await lab.CommitAsync(closed, ("a.tsv", "door\tclosed\n"));
        foreach (var (method, path, body, expected) in Rows)
        {
            foreach (var (who, status) in Askers.Zip(expected))
            {
                var address = path.Replace("{open}", open.Id, StringComparison.Ordinal).Replace("{closed}", closed.Id, StringComparison.Ordinal);
                using var answer = await lab.SendAsync(method, address, await lab.TokenAsync(who, open), body.Length > 0 ? WireLab.Bytes(System.Text.Encoding.UTF8.GetBytes(body), "application/json") : null);
                Assert.True((int)answer.StatusCode == status, $"{method} {address} by {who}: {(int)answer.StatusCode}, not {status}");
            }
        }
    }
}
