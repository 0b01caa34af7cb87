using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Refget;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Datasets.Refget;

/// <summary>What the refget service answers, by the specification's text.</summary>
public sealed class RefgetTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Root = "/ga4gh/refget/sequence";
    private const string Acgt = "SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2";

    private static int _number;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_says_what_it_is_before_anybody_signs_in()
    {
        using var answer = await lab.SendAsync("GET", $"{Root}/service-info", null);
        Assert.Equal("application/vnd.ga4gh.refget.v2.0.0+json; charset=us-ascii", answer.Content.Headers.ContentType!.ToString());
        var info = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        foreach (var required in (string[])["id", "name", "type", "organization", "version"])
            Assert.True(info[required] is not null, required);
        Assert.Equal(("org.ga4gh", "refget-sequence", "2.0.0"), ((string?)info["type"]!["group"], (string?)info["type"]!["artifact"], (string?)info["type"]!["version"]));
        Assert.Equal(["md5", "ga4gh", "trunc512"], info["refget"]!["algorithms"]!.AsArray().Select(one => (string?)one));
        Assert.True((bool)info["refget"]!["circular_supported"]!);
        Assert.Null(info["refget"]!["subsequence_limit"]);
    }

    [Theory]
    [InlineData(Acgt)]
    [InlineData("ga4gh:" + Acgt)]
    [InlineData("f1f8f4bf413b16ad135722aa4591043e")]
    [InlineData("md5:F1F8F4BF413B16AD135722AA4591043E")]
    [InlineData("68a178f7c740c5c240aa67ba41843b119d3bf9f8b0f0ac36")]
    [InlineData("trunc512:68a178f7c740c5c240aa67ba41843b119d3bf9f8b0f0ac36")]
    public async Task Published_digest_finds_the_sequence_under_each_of_its_names(string digest)
    {
        await BringAsync(await lab.BeginAsync("dataset"), "genome.fa", ">first of it\nac\ngt\n");
        using var answer = await lab.SendAsync("GET", $"{Root}/{digest}", lab.Member);
        Assert.Equal("ACGT", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal((HttpStatusCode.OK, "text/vnd.ga4gh.refget.v2.0.0+plain; charset=us-ascii"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        using var metadata = await lab.SendAsync("GET", $"{Root}/{digest}/metadata", lab.Member);
        var said = JsonNode.Parse(await metadata.Content.ReadAsStringAsync(Stop))!["metadata"]!;
        Assert.Equal(("f1f8f4bf413b16ad135722aa4591043e", Acgt, 4), ((string?)said["md5"], (string?)said["ga4gh"], (int)said["length"]!));
        Assert.NotEmpty(said["aliases"]!.AsArray());
    }

    [Theory]
    [InlineData("", null, 200, "ACGTTGCAAC")]
    [InlineData("?start=2", null, 200, "GTTGCAAC")]
    [InlineData("?end=3", null, 200, "ACG")]
    [InlineData("?start=2&end=4", null, 200, "GT")]
    [InlineData("?start=4&end=4", null, 200, "")]
    [InlineData("?start=0&end=0", null, 200, "")]
    [InlineData("?start=9&end=10", null, 200, "C")]
    [InlineData("?start=10&end=10", null, 200, "")]
    [InlineData("?start=10", null, 416, null)]
    [InlineData("?start=11", null, 400, null)]
    [InlineData("?end=11", null, 416, null)]
    [InlineData("?start=5&end=2", null, 416, null)]
    [InlineData("?start=-1", null, 400, null)]
    [InlineData("?start=a&end=2", null, 400, null)]
    [InlineData("?start=4294967296", null, 400, null)]
    [InlineData("", "bytes=2-3", 206, "GT")]
    [InlineData("", "bytes=0-9", 206, "ACGTTGCAAC")]
    [InlineData("", "bytes=8-", 206, "AC")]
    [InlineData("", "bytes=3-2", 400, null)]
    [InlineData("", "bytes=0-10", 400, null)]
    [InlineData("", "bytes=0-1,3-4", 400, null)]
    [InlineData("", "bytes=-2", 400, null)]
    [InlineData("", "letters=0-1", 400, null)]
    [InlineData("?start=1", "bytes=2-3", 400, null)]
    public async Task Part_of_a_sequence_is_given_as_the_standard_says(string query, string? range, int status, string? letters)
    {
        var digest = (await BringAsync(await lab.BeginAsync("dataset"), "genome.fna", ">x\nACGT\nTGCA\nAC\n"))[0].Ga4gh;
        using var answer = await lab.SendAsync("GET", $"{Root}/{digest}{query}", lab.Member, headers: headers =>
        {
            if (range is not null)
                headers.TryAddWithoutValidation("Range", range);
        });
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode} {text}");
        if (letters is null)
            return;
        Assert.Equal(letters, text);
        Assert.Equal(query.Length > 0 ? "none" : "bytes", answer.Headers.AcceptRanges.Single());
        if (status == 206)
            Assert.Equal(10, answer.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task Circle_goes_on_over_its_origin_and_a_packed_file_is_read_alike()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.ASCII.GetBytes(">line\nTTTTTTTTTTTTTTTT\n>plasmid [organism=Examplia] [topology=circular]\nAACC\nGGTTA\n"), Stop);
        var found = await BringAsync(await lab.BeginAsync("dataset"), "plasmid.fasta.gz", packed.ToArray());
        using var answer = await lab.SendAsync("GET", $"{Root}/{found.Single(row => row.Name == "plasmid").Ga4gh}?start=6&end=2", lab.Member);
        Assert.Equal("TTAAA", await answer.Content.ReadAsStringAsync(Stop));
        using var outside = await lab.SendAsync("GET", $"{Root}/{found.Single(row => row.Name == "plasmid").Ga4gh}?start=6&end=10", lab.Member);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);
    }

    [Theory]
    [InlineData("", "text/plain", 200)]
    [InlineData("", "text/html, */*;q=0.1", 200)]
    [InlineData("", "text/vnd.ga4gh.refget.v2.0.0+plain; charset=us-ascii", 200)]
    [InlineData("", "application/json", 406)]
    [InlineData("", "text/x-fasta", 406)]
    [InlineData("/metadata", "application/json", 200)]
    [InlineData("/metadata", "text/plain", 406)]
    public async Task Form_is_what_was_asked_for_or_none(string what, string accept, int status)
    {
        await BringAsync(await lab.BeginAsync("dataset"), "genome.fa", ">first of it\nac\ngt\n");
        using var answer = await lab.SendAsync("GET", $"{Root}/{Acgt}{what}", lab.Member, headers: headers => headers.TryAddWithoutValidation("Accept", accept));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("anonymous", Visibility.Hub, Gating.Open, 401)]
    [InlineData("other", Visibility.Hub, Gating.Open, 200)]
    [InlineData("other", Visibility.Institution, Gating.Open, 404)]
    [InlineData("other", Visibility.Hub, Gating.Manual, 403)]
    [InlineData("accepted", Visibility.Hub, Gating.Manual, 200)]
    [InlineData("limited", Visibility.Institution, Gating.Open, 200)]
    [InlineData("limited elsewhere", Visibility.Institution, Gating.Open, 404)]
    public async Task Asker_is_answered_as_the_gate_says(string who, Visibility visibility, Gating gating, int status)
    {
        // A sequence of its own: any other repository that holds it would give it out.
        var letters = new string([.. Interlocked.Increment(ref _number).ToString("x8", null).Select(digit => (char)('A' + (digit <= '9' ? digit - '0' : digit - 'a' + 10)))]);
        var repository = await lab.BeginAsync("dataset", visibility, gating);
        var digest = (await BringAsync(repository, "genome.fa", $">x\n{letters}\n"))[0].Md5;
        foreach (var path in (string[])[digest, $"{digest}/metadata"])
        {
            using var answer = await lab.SendAsync("GET", $"{Root}/{path}", await lab.TokenAsync(who, repository));
            Assert.True((int)answer.StatusCode == status, $"{path} by {who}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Samtools_reads_a_cram_file_by_the_reference_that_the_hub_has()
    {
        HtslibProgram.SkipUnlessThere();
        var folder = Directory.CreateTempSubdirectory("tsumugi-refget-");
        try
        {
            var random = new Random(5);
            var letters = string.Concat(Enumerable.Range(0, 5000).Select(_ => "ACGT"[random.Next(4)]));
            var fasta = ">chr1\n" + string.Concat(letters.Chunk(60).Select(line => new string(line) + "\n"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ref.fa"), fasta, Stop);
            var reads = string.Concat(Enumerable.Range(0, 40).Select(i => $"r{i}\t0\tchr1\t{1 + (i * 100)}\t60\t50M\t*\t0\t0\t{letters.Substring(i * 100, 50)}\t*\n"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "reads.sam"), "@SQ\tSN:chr1\tLN:5000\n" + reads, Stop);
            await HtslibProgram.RunAsync(folder.FullName, null, "samtools", "view", "-C", "-T", "ref.fa", "-o", "reads.cram", "reads.sam");
            await BringAsync(await lab.BeginAsync("dataset"), "ref.fa", fasta);
            foreach (var kept in folder.GetFiles("ref.fa*"))
                kept.Delete();

            // A colon parts paths there, so that of the port is written twice.
            var hub = $"http://{lab.Hub.Address.Host}::{lab.Hub.Address.Port}{Root}/%s";
            var alone = new Dictionary<string, string> { ["REF_PATH"] = hub, ["REF_CACHE"] = Path.Combine(folder.FullName, "cache", "%s") };
            Assert.Equal(reads, WithoutTags(await HtslibProgram.RunAsync(folder.FullName, lab.Member, alone, "samtools", "view", "reads.cram")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // samtools counts differences from the reference anew.
    private static string WithoutTags(string sam) => string.Concat(sam.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join('\t', line.Split('\t').Take(11)) + "\n"));

    [Theory]
    [InlineData("nothing")]
    [InlineData("SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw3")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("ga4gh:f1f8f4bf413b16ad135722aa4591043e")]
    [InlineData("insdc:CM000663.2")]
    public async Task Digest_of_nothing_is_not_found(string digest)
    {
        using var answer = await lab.SendAsync("GET", $"{Root}/{digest}", lab.Member);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task File_that_is_no_fasta_is_passed_over_with_the_reason()
    {
        Assert.Empty(await BringAsync(await lab.BeginAsync("dataset"), "genome.fa", "just some text\n"));
        Assert.NotNull(await lab.Hub.UseDbAsync(db => db.Set<RefgetFile>().Where(row => row.Sha256 == Hash("just some text\n")).Select(row => row.Fault).SingleAsync(Stop)));
    }

    private static string Hash(string text) => WireLab.Sha256(Encoding.UTF8.GetBytes(text));

    private Task<List<RefgetSequence>> BringAsync(Repository repository, string path, string text) => BringAsync(repository, path, Encoding.UTF8.GetBytes(text));

    /// <summary>Commits a FASTA file and waits until its sequences are known.</summary>
    private async Task<List<RefgetSequence>> BringAsync(Repository repository, string path, byte[] bytes)
    {
        await lab.CommitBytesAsync(repository, (path, bytes));
        var hash = WireLab.Sha256(bytes);
        await Until.HoldsAsync($"the sequences of {path} were read", () => lab.Hub.UseDbAsync(db => db.Set<RefgetFile>().AnyAsync(row => row.Sha256 == hash && row.ReadAt != null, Stop)));
        return await lab.Hub.UseDbAsync(db => db.Set<RefgetSequence>().AsNoTracking().Where(row => row.Sha256 == hash).OrderBy(row => row.Number).ToListAsync(Stop));
    }
}
