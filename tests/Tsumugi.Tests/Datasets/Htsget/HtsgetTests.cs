using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Bgzf;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Htsget;

/// <summary>What the htsget service answers, by the specification's text.</summary>
public sealed class HtsgetTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Root = "/ga4gh/htsget";
    private const string Vcf = "##fileformat=VCFv4.2\n##contig=<ID=chr1>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t5\t.\tA\tG\t.\tPASS\t.\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Packed => [.. BgzfWriter.Pack(Encoding.ASCII.GetBytes(Vcf)), .. BgzfWriter.EndOfFile];

    [Theory]
    [InlineData("reads", "BAM")]
    [InlineData("variants", "VCF,BCF")]
    public async Task Service_says_what_it_is_before_anybody_signs_in(string kind, string formats)
    {
        using var answer = await lab.SendAsync("GET", $"{Root}/{kind}/service-info", null);
        var info = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        foreach (var required in (string[])["id", "name", "type", "organization", "version"])
            Assert.True(info[required] is not null, required);
        Assert.Equal(("org.ga4gh", "htsget", "1.3.0"), ((string?)info["type"]!["group"], (string?)info["type"]!["artifact"], (string?)info["type"]!["version"]));
        Assert.Equal(formats.Split(','), info["htsget"]!["formats"]!.AsArray().Select(one => (string?)one));
        Assert.Equal(kind, (string?)info["htsget"]!["datatype"]);
        Assert.False((bool)info["htsget"]!["fieldsParameterEffective"]!);
    }

    [Fact]
    public async Task Ticket_begins_as_clients_recognise_it_and_its_parts_are_the_file()
    {
        var id = await IdAsync(("calls.vcf.gz", Packed));
        using var answer = await lab.SendAsync("GET", $"{Root}/variants/{id}", lab.Member);
        Assert.Equal("application/vnd.ga4gh.htsget.v1.3.0+json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.StartsWith("{\"htsget\":{", text, StringComparison.Ordinal);
        Assert.Equal(Packed, await FetchAsync(JsonNode.Parse(text)!));

        using var header = await lab.SendAsync("GET", $"{Root}/variants/{id}?class=header&format=vcf", lab.Member);
        var ticket = JsonNode.Parse(await header.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(Vcf[..Vcf.IndexOf("chr1\t5", StringComparison.Ordinal)], await ExpandAsync(await FetchAsync(ticket)));
        Assert.All(ticket["htsget"]!["urls"]!.AsArray(), url => Assert.Equal("header", (string?)url!["class"]));
    }

    [Theory]
    [InlineData("variants", "?format=CRAM", 400, "UnsupportedFormat")]
    [InlineData("variants", "?format=BCF", 400, "UnsupportedFormat")]
    [InlineData("reads", "", 400, "UnsupportedFormat")]
    [InlineData("variants", "?class=body", 400, "InvalidInput")]
    [InlineData("variants", "?start=5", 400, "InvalidInput")]
    [InlineData("variants", "?referenceName=chr1&start=-1", 400, "InvalidInput")]
    [InlineData("variants", "?referenceName=chr1&end=4294967296", 400, "InvalidInput")]
    [InlineData("variants", "?referenceName=chr1&start=a", 400, "InvalidInput")]
    [InlineData("variants", "?referenceName=chr1&start=9&end=8", 400, "InvalidRange")]
    [InlineData("variants", "?referenceName=*", 400, "InvalidInput")]
    [InlineData("reads", "?referenceName=*&start=1", 400, "InvalidInput")]
    [InlineData("reads", "?fields=QNAME,NAME", 400, "InvalidInput")]
    [InlineData("variants", "?tags=RG,OQ&notags=OQ", 400, "InvalidInput")]
    [InlineData("variants", "?referenceName=chr1", 400, "InvalidInput", "bcftools index -t calls.vcf.gz")]
    public async Task Wrong_question_is_refused_by_the_standards_names(string kind, string query, int status, string error, string told = "")
    {
        var id = await IdAsync(("calls.vcf.gz", Packed));
        await RefusedAsync(await lab.SendAsync("GET", $"{Root}/{kind}/{id}{query}", lab.Member), status, error, told);
    }

    [Theory]
    [InlineData("""{"regions":[]}""", "", 400, "InvalidInput")]
    [InlineData("""{"regions":[{"start":1}]}""", "", 400, "InvalidInput")]
    [InlineData("""{"regions":[null]}""", "", 400, "InvalidInput")]
    [InlineData("""{"regions":[{"referenceName":"chr1","start":-1}]}""", "", 400, "InvalidInput")]
    [InlineData("""{"regions":[{"referenceName":"chr1","start":5,"end":5}]}""", "", 400, "InvalidRange")]
    [InlineData("""{"regions":""", "", 400, "InvalidInput")]
    [InlineData("""{"format":"VCF"}""", "?format=VCF", 400, "InvalidInput")]
    [InlineData("""{"format":"BAM"}""", "", 400, "UnsupportedFormat")]
    [InlineData("[]", "", 400, "InvalidInput")]
    public async Task Wrong_body_is_refused_by_the_standards_names(string body, string query, int status, string error)
    {
        var id = await IdAsync(("calls.vcf.gz", Packed));
        await RefusedAsync(await lab.SendAsync("POST", $"{Root}/variants/{id}{query}", lab.Member, WireLab.Bytes(Encoding.UTF8.GetBytes(body), "application/json")), status, error);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_a_large_body_is_too_large()
    {
        var id = await IdAsync(("calls.vcf.gz", Packed));
        await RefusedAsync(await lab.SendAsync("GET", $"{Root}/variants/{id}?format=X&class=y&start=z", lab.Member), 400, "InvalidInput", "'X'", "'y'", "'z'");
        var many = string.Join(',', Enumerable.Repeat("""{"referenceName":"chr1"}""", BinnedIndex.MostRegions + 1));
        await RefusedAsync(await lab.SendAsync("POST", $"{Root}/variants/{id}", lab.Member, WireLab.Bytes(Encoding.UTF8.GetBytes($$"""{"regions":[{{many}}]}"""))), 413, "PayloadTooLarge");
        await RefusedAsync(await lab.SendAsync("POST", $"{Root}/variants/{id}", lab.Member, WireLab.Bytes(new byte[(1 << 20) + 1])), 413, "PayloadTooLarge");
    }

    [Theory]
    [InlineData("calls.vcf.gz", "No BGZF block begins here")]
    [InlineData("calls.bcf", "neither BAM")]
    [InlineData("empty.bcf", "header")]
    public async Task Damaged_file_is_refused_with_the_byte(string name, string told)
    {
        using var gzip = new MemoryStream();
        await using (var pack = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
            await pack.WriteAsync(Encoding.ASCII.GetBytes(Vcf), Stop);
        var id = await IdAsync((name, name switch { "calls.vcf.gz" => gzip.ToArray(), "calls.bcf" => BgzfWriter.Pack("something else"u8), _ => [] }));
        await RefusedAsync(await lab.SendAsync("GET", $"{Root}/variants/{id}", lab.Member), 400, "UnsupportedFormat", told, $"{name}, byte 0");
    }

    [Fact]
    public async Task Damaged_index_is_refused_and_the_whole_file_still_comes()
    {
        var id = await IdAsync(("calls.vcf.gz", Packed), ("calls.vcf.gz.tbi", BgzfWriter.Pack("TBI\u0001\u00ff\u00ff\u00ff\u007f"u8)));
        await RefusedAsync(await lab.SendAsync("GET", $"{Root}/variants/{id}?referenceName=chr1", lab.Member), 400, "UnsupportedFormat", "calls.vcf.gz.tbi", "n_ref");
        using var whole = await lab.SendAsync("GET", $"{Root}/variants/{id}", lab.Member);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Theory]
    [InlineData("anonymous", Visibility.Hub, Gating.Open, 401, "InvalidAuthentication")]
    [InlineData("other", Visibility.Hub, Gating.Open, 200, "")]
    [InlineData("other", Visibility.Institution, Gating.Open, 404, "NotFound")]
    [InlineData("other", Visibility.Hub, Gating.Manual, 403, "PermissionDenied")]
    [InlineData("accepted", Visibility.Hub, Gating.Manual, 200, "")]
    [InlineData("limited", Visibility.Institution, Gating.Open, 200, "")]
    [InlineData("limited elsewhere", Visibility.Institution, Gating.Open, 404, "NotFound")]
    public async Task Asker_is_answered_as_the_gate_says(string who, Visibility visibility, Gating gating, int status, string error)
    {
        var repository = await lab.BeginAsync("dataset", visibility, gating);
        await lab.CommitBytesAsync(repository, ("calls.vcf.gz", Packed));
        foreach (var revision in (string[])["main", "gone"])
        {
            using var answer = await lab.SendAsync("GET", $"{Root}/variants/dataset~{repository.Id.Replace('/', '~')}~{revision}~calls.vcf.gz", await lab.TokenAsync(who, repository));
            if (status == 200 && revision == "main")
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            else
                await RefusedAsync(answer, status == 200 ? 404 : status, status == 200 ? "NotFound" : error);
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("dataset~lab~open~main~")]
    [InlineData("person~lab~open~main~a.vcf.gz")]
    [InlineData("dataset~lab~open~main~none.vcf.gz")]
    public async Task Identifier_of_nothing_is_not_found(string id) =>
        await RefusedAsync(await lab.SendAsync("GET", $"{Root}/variants/{id}", lab.Member), 404, "NotFound");

    [Fact]
    public async Task Page_of_a_dataset_shows_the_command_for_each_file_and_how_to_make_an_index()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("a b/calls.vcf.gz", Packed), ("a b/calls.vcf.gz.tbi", BgzfWriter.Pack("TBI\u0001"u8)), ("bare.bam", BgzfWriter.Pack("BAM\u0001\0\0\0\0\0\0\0\0"u8)));
        using var browser = await lab.Hub.SignedInAsync("member");
        using var answer = await browser.GetAsync($"/datasets/{repository.Id}");
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Contains("samtools index bare.bam", page, StringComparison.Ordinal);
        Assert.Matches($"bcftools view '{lab.Hub.Address}ga4gh/htsget/variants/dataset~{repository.Id.Replace('/', '~')}~[0-9a-f]{{12}}~a%20b/calls.vcf.gz\\?referenceName=chr1&start=0&end=10000'", page);
        Assert.Matches($"samtools view -h '{lab.Hub.Address}ga4gh/htsget/reads/dataset~{repository.Id.Replace('/', '~')}~[0-9a-f]{{12}}~bare.bam'", page);
    }

    private async Task<string> IdAsync(params (string Path, byte[] Bytes)[] files)
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, files);
        return $"dataset~{repository.Id.Replace('/', '~')}~main~{files[0].Path}";
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string error, params string[] told)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode} {text}");
        var said = JsonNode.Parse(text)!["htsget"]!;
        Assert.Equal(error, (string?)said["error"]);
        foreach (var word in told)
            Assert.Contains(word, (string)said["message"]!, StringComparison.Ordinal);
        answer.Dispose();
    }

    /// <summary>The parts of a ticket, put together as a client does: without a token of its own.</summary>
    private async Task<byte[]> FetchAsync(JsonNode ticket)
    {
        using var whole = new MemoryStream();
        foreach (var url in ticket["htsget"]!["urls"]!.AsArray())
        {
            var address = (string)url!["url"]!;
            if (address.StartsWith("data:", StringComparison.Ordinal))
            {
                whole.Write(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]));
                continue;
            }

            using var part = await lab.SendAsync("GET", address, null, headers: headers => headers.TryAddWithoutValidation("Range", (string)url["headers"]!["Range"]!));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            whole.Write(await part.Content.ReadAsByteArrayAsync(Stop));
        }

        return whole.ToArray();
    }

    private static async Task<string> ExpandAsync(byte[] packed)
    {
        var (reader, text) = (new BgzfReader(new MemoryStream(packed), "answer"), "");
        for (var offset = 0L; await reader.ReadAsync(offset, Stop) is { } block; offset = block.Next)
            text += Encoding.ASCII.GetString(block.Data);
        return text;
    }
}
