using System.Globalization;
using Tsumugi.Datasets.Htsget;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Datasets.Htsget;

/// <summary>Other people's readers, unmodified, against a hub: they see the records that they see in the file itself.</summary>
public sealed class HtslibClientTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-b", false)]
    [InlineData("-c", false)]
    [InlineData("-b", true)]
    [InlineData("-c", true)]
    public async Task Samtools_reads_what_it_reads_in_the_file(string option, bool crossing)
    {
        HtslibProgram.SkipUnlessThere();
        using var files = new HtslibFiles();
        var index = await files.BamAsync(option, crossing);
        var address = await AddressAsync("reads", "reads.bam", ("deep/é/reads.bam", files.Bytes("reads.bam")), ($"deep/é/{index}", files.Bytes(index)));
        Assert.Equal(await files.RunAsync("samtools", "view", "-h", "--no-PG", "reads.bam"), await RemoteAsync(files, "samtools", "view", "-h", "--no-PG", address));
        Assert.Equal(await files.RunAsync("samtools", "view", "-H", "--no-PG", "reads.bam"), await RemoteAsync(files, "samtools", "view", "-h", "--no-PG", $"{address}?class=header"));
        foreach (var (reference, start, end) in new[] { ("chr1", 0, 1), ("chr1", 100_000, 110_000), ("chr:2", 479_900, 600_000), ("chr:2", 5, 300_000), ("chr3", 0, 600_000), ("chr1", 119, 120) })
        {
            var local = await files.RunAsync("samtools", "view", "reads.bam", $"{{{reference}}}:{start + 1}-{end}");
            var remote = await RemoteAsync(files, "samtools", "view", $"{address}?referenceName={Uri.EscapeDataString(reference)}&start={start}&end={end}");
            Assert.True(local == Overlapping(remote, reference, start, end), $"{reference}:{start}-{end}");
            Assert.True(Lines(remote).Count <= HtslibFiles.OfReference, $"{reference}:{start}-{end} came with {Lines(remote).Count} records");
        }

        var unplaced = await RemoteAsync(files, "samtools", "view", $"{address}?referenceName=*");
        Assert.Equal(await files.RunAsync("samtools", "view", "reads.bam", "*"), unplaced);
    }

    [Theory]
    [InlineData("z", "-t")]
    [InlineData("z", "-c")]
    [InlineData("b", "-c")]
    public async Task Bcftools_reads_what_it_reads_in_the_file(string output, string option)
    {
        HtslibProgram.SkipUnlessThere();
        using var files = new HtslibFiles();
        var (file, index) = await files.VariantsAsync(output, option);
        var address = await AddressAsync("variants", file, (file, files.Bytes(file)), (index, files.Bytes(index)));
        Assert.Equal(await files.RunAsync("bcftools", "view", "--no-version", file), await RemoteAsync(files, "bcftools", "view", "--no-version", address));
        foreach (var region in (string[])["chr1:1-1", "chr1:100000-120000", "chr2:400000-600000", "chr3:1-600000"])
        {
            var (reference, start, end) = Region(region);
            var local = await files.RunAsync("bcftools", "view", "--no-version", "-r", region, file);
            var remote = await RemoteAsync(files, "bcftools", "view", "--no-version", "-t", region, $"{address}?referenceName={reference}&start={start - 1}&end={end}");
            Assert.True(local == remote, region);
        }
    }

    [Fact]
    public async Task Real_files_of_htslib_read_alike()
    {
        HtslibProgram.SkipUnlessThere();
        const string Real = "/usr/share/htslib-test/test";
        Assert.SkipUnless(File.Exists($"{Real}/range.bam"), "Debian's htslib-test is not installed.");
        using var files = new HtslibFiles();
        foreach (var name in (string[])["range.bam", "colons.bam"])
        {
            var (bam, bai) = (await File.ReadAllBytesAsync($"{Real}/{name}", Stop), await File.ReadAllBytesAsync($"{Real}/{name}.bai", Stop));
            await File.WriteAllBytesAsync(files.At(name), bam, Stop);
            await File.WriteAllBytesAsync(files.At(name + ".bai"), bai, Stop);
            var address = await AddressAsync("reads", name, (name, bam), (name + ".bai", bai));
            foreach (var reference in Lines(await files.RunAsync("samtools", "idxstats", name)).Select(line => line.Split('\t')[0]).Where(one => one != "*"))
            {
                var local = await files.RunAsync("samtools", "view", name, $"{{{reference}}}");
                var remote = Lines(await RemoteAsync(files, "samtools", "view", $"{address}?referenceName={Uri.EscapeDataString(reference)}"));
                Assert.Equal(Lines(local), remote.Where(line => line.Split('\t')[2] == reference));
            }
        }
    }

    [Fact]
    public async Task Genome_browsers_reader_finds_the_reads_and_answers_hold_to_the_schema()
    {
        HtslibProgram.SkipUnlessThere();
        using var files = new HtslibFiles();
        var index = await files.BamAsync("-b", crossing: true);
        var address = await AddressAsync("reads", "reads.bam", ("reads.bam", files.Bytes("reads.bam")), (index, files.Bytes(index)));
        var names = await NodeClient.RunAsync(
            "htsget.mjs",
            new Dictionary<string, string>
            {
                ["HUB"] = lab.Hub.Address.ToString().TrimEnd('/'),
                ["TOKEN"] = lab.Member,
                ["ID"] = address[(address.IndexOf("/reads/", StringComparison.Ordinal) + "/reads/".Length)..],
                ["REFERENCE"] = "chr1",
                ["START"] = "100000",
                ["END"] = "110000",
            },
            () => lab.Hub.Logs.Errors,
            Stop);
        var local = await files.RunAsync("samtools", "view", "reads.bam", "chr1:100001-110000");
        Assert.Equal(Lines(local).Select(line => line.Split('\t')[0]), Lines(names));
    }

    [Fact]
    public async Task Client_without_a_token_reads_nothing()
    {
        HtslibProgram.SkipUnlessThere();
        using var files = new HtslibFiles();
        await files.BamAsync("-b", crossing: false);
        var address = await AddressAsync("reads", "reads.bam", ("reads.bam", files.Bytes("reads.bam")));
        var (code, output, _) = await HtslibProgram.TryAsync(files.Folder, null, new Dictionary<string, string>(), "samtools", "view", address);
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
    }

    private Task<string> RemoteAsync(HtslibFiles files, string program, params string[] arguments) => HtslibProgram.RunAsync(files.Folder, lab.Member, program, arguments);

    /// <summary>Puts files into a repository of its own.</summary>
    /// <returns>Where the first is asked for.</returns>
    private async Task<string> AddressAsync(string kind, string name, params (string Path, byte[] Bytes)[] files)
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, files);
        var revision = await lab.Hub.UseDbAsync(async db => (await FindRevision.RunAsync(db, repository, "main", Stop)).Value.Revision);
        var path = files.First(file => file.Path.EndsWith(name, StringComparison.Ordinal)).Path;
        return $"{lab.Hub.Address.ToString().TrimEnd('/')}/ga4gh/htsget/{kind}/{HtsgetId.Of(revision, path).InAddress}";
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    // What a client filters out itself: the answer may hold neighbours.
    private static string Overlapping(string sam, string reference, int start, int end) => string.Concat(Lines(sam).Where(line =>
    {
        var fields = line.Split('\t');
        var at = int.Parse(fields[3], CultureInfo.InvariantCulture) - 1;
        return fields[2] == reference && at < end && at + HtslibFiles.ReadLength > start;
    }).Select(line => line + "\n"));

    private static (string Reference, int Start, int End) Region(string text)
    {
        var parts = text.Split(':', '-');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
