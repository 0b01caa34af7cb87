using System.Text;
using Tsumugi.Formats.Links;

namespace Tsumugi.Formats.Tests.Links;

public sealed class LinkFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0, 1 << 20)]
    [InlineData(1, 1 << 20)]
    [InlineData(2_000, 1 << 20)]
    [InlineData(30_000, 1 << 20)]
    [InlineData(30_000, 1 << 16)]
    public void Holds_every_pair_once_both_ways(int pairs, int memory)
    {
        var (made, random) = (new List<(string, string)>(), new Random(pairs));
        for (var at = 0; at < pairs; at++)
        {
            // Some identifiers have thousands of links, most have few; texts share beginnings and differ in length.
            var source = random.Next(10) == 0 ? "hub" : $"ENSG{random.Next(pairs):D7}";
            made.Add((source, $"{(char)('A' + random.Next(3))}{random.Next(pairs)}"));
        }

        var path = Build(made, memory);
        using var links = LinkFile.Open(path);
        var expected = made.Distinct().ToList();
        Assert.Equal(new(expected.Count, expected.DistinctBy(pair => pair.Item1).Count(), expected.DistinctBy(pair => pair.Item2).Count()), links.Counts);
        Assert.Equal(expected.OrderBy(pair => pair.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Item2, StringComparer.Ordinal), links.Pairs());
        Assert.Equal(expected.OrderBy(pair => pair.Item2, StringComparer.Ordinal).ThenBy(pair => pair.Item1, StringComparer.Ordinal), links.Pairs(reversed: true));
        AssertConverts(links, expected.ToLookup(pair => pair.Item1, pair => pair.Item2), random, reversed: false);
        AssertConverts(links, expected.ToLookup(pair => pair.Item2, pair => pair.Item1), random, reversed: true);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_damaged_byte_is_refused_and_never_read_as_something_else()
    {
        var path = Build([.. Enumerable.Range(0, 3000).Select(at => ($"S{at % 700:D4}", $"T{at:D5}"))], 1 << 20);
        var whole = File.ReadAllBytes(path);
        List<(string, string)> forward, reverse;
        using (var links = LinkFile.Open(path))
            (forward, reverse) = ([.. links.Pairs()], [.. links.Pairs(reversed: true)]);
        var random = new Random(3);
        for (var run = 0; run < 600; run++)
        {
            var bytes = whole.ToArray();
            var (at, what) = (random.Next(bytes.Length), random.Next(3));
            if (what == 0)
                bytes[at] ^= (byte)(1 << random.Next(8));
            else if (what == 1)
                bytes = bytes[..at];
            else
                random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(1, 64), bytes.Length - at)));
            File.WriteAllBytes(path, bytes);
            try
            {
                using var links = LinkFile.Open(path);
                Assert.Equal((forward, reverse), ([.. links.Pairs()], [.. links.Pairs(reversed: true)]));
                Assert.Equal(whole, bytes);
            }
            catch (InvalidFileException refused)
            {
                Assert.NotEmpty(refused.Fault.Remedy);
            }
        }
    }

    [Fact]
    public void Nothing_lies_there_when_it_was_not_ended()
    {
        using (var builder = new LinkFileBuilder(Path.Combine(_folder.Path, "store"), 1 << 16))
        {
            for (var at = 0; at < 10_000; at++)
                builder.Add(Encoding.ASCII.GetBytes($"S{at}"), "T"u8);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private string Build(IReadOnlyList<(string Source, string Target)> pairs, int memory)
    {
        var path = Path.Combine(_folder.Path, "store");
        using var builder = new LinkFileBuilder(path, memory);
        foreach (var (source, target) in pairs)
            builder.Add(Encoding.ASCII.GetBytes(source), Encoding.ASCII.GetBytes(target));
        builder.End(TestContext.Current.CancellationToken);
        return path;
    }

    private static void AssertConverts(LinkFile links, ILookup<string, string> expected, Random random, bool reversed)
    {
        List<string> asked = [.. expected.Select(group => group.Key).Where(_ => random.Next(2) == 0), "", "absent", "zzz", .. expected.Select(group => group.Key).Take(3)];
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(asked));
        var list = new IdentifierList();
        foreach (var identifier in asked)
            list.Add(identifier);
        var answer = links.Convert(list, reversed, TestContext.Current.CancellationToken);
        for (var at = 0; at < asked.Count; at++)
        {
            var (start, count) = answer.Of(at);
            Assert.Equal(expected[asked[at]].Order(StringComparer.Ordinal), Enumerable.Range(start, count).Select(answer.Targets.Text));
        }
    }
}
