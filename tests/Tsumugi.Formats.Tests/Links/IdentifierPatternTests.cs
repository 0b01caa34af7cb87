using System.Diagnostics;
using Tsumugi.Formats.Links.Patterns;

namespace Tsumugi.Formats.Tests.Links;

public sealed class IdentifierPatternTests
{
    [Theory]
    [InlineData(@"^(?:CHEBI[:_])?(?<id>\d+)$", "CHEBI:15377", "15377")]
    [InlineData(@"^(?:CHEBI[:_])?(?<id>\d+)$", "15377", "15377")]
    [InlineData(@"^(?:CHEBI[:_])?(?<id>\d+)$", "CHEBI:", null)]
    [InlineData(@"^(?:CHEBI[:_])?(?<id>\d+)$", "15377x", null)]
    [InlineData(@"^(?<id>ENS[A-Z]*G\d{11})(?:\.\d+)?$", "ENSG00000139618.17", "ENSG00000139618")]
    [InlineData(@"^(?<id>ENS[A-Z]*G\d{11})(?:\.\d+)?$", "ENSG0000013961", null)]
    [InlineData(@"^(?:(?<id1>[OPQ]\d[A-Z\d]{3}\d)|(?<id2>[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2}))$", "A0A024R161", "A0A024R161")]
    [InlineData(@"^(?:(?<id1>[OPQ]\d[A-Z\d]{3}\d)|(?<id2>[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2}))$", "P04637", "P04637")]
    [InlineData(@"^(?<id>[^:/]+)$", "a:b", null)]
    [InlineData(@"^(?<id>a{2,3}b*)$", "aaabb", "aaabb")]
    [InlineData(@"^(?<id>a{2,3}b*)$", "abb", null)]
    [InlineData(@"^(?<id>\d+)$", "１２", null)]
    [InlineData(@"^(?<id>\d+)$", "", null)]
    public void Reads_what_is_kept(string pattern, string written, string? id) => Assert.Equal(id, IdentifierPattern.Parse(pattern).Read(written));

    [Theory]
    [InlineData(@"(?<id>\d+)")]
    [InlineData(@"^\d+$")]
    [InlineData(@"^(?<id>\d+$")]
    [InlineData(@"^(?<id>(?=a)a)$")]
    [InlineData(@"^(?<id>(a)\1)$")]
    [InlineData(@"^(?<name>a)$")]
    [InlineData(@"^(?<id>[z-a])$")]
    [InlineData(@"^(?<id>[a-z)$")]
    [InlineData(@"^(?<id>a**)$")]
    [InlineData(@"^(?<id>a{3,2})$")]
    [InlineData(@"^(?<id>a{5000})$")]
    [InlineData(@"^(?<id>(?:(?:a{999}){999}){999})$")]
    [InlineData(@"^(?<id>あ)$")]
    public void Refuses_what_it_does_not_understand(string pattern) => Assert.NotEmpty(Assert.Throws<FormatException>(() => IdentifierPattern.Parse(pattern)).Message);

    [Fact]
    public void A_pattern_that_takes_exponential_time_elsewhere_takes_none_here()
    {
        var pattern = IdentifierPattern.Parse(@"^x?(?<id>(?:a+)+b)$");
        var clock = Stopwatch.StartNew();
        Assert.Null(pattern.Read(new string('a', 250) + "!"));
        Assert.Null(pattern.Read("x" + new string('a', 400) + "!"));
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "A backtracking engine would not be done in the lifetime of the sun.");
    }

    [Fact]
    public void Agrees_with_the_runtime_on_bare_identifiers()
    {
        var random = new Random(7);
        string[] patterns = [@"^(?<id>[A-C]\d{1,2}(?:-[xyz]+)?)$", @"^(?<id>(?:AB|A)(?:BC|C)?\d*)$", @"^(?<id>(?:a|ab|b)*c?)$"];
        foreach (var text in patterns)
        {
            var (ours, theirs) = (IdentifierPattern.Parse(text), new System.Text.RegularExpressions.Regex(text));
            for (var run = 0; run < 3000; run++)
            {
                var written = new string([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => "ABCabc019-xyz"[random.Next(13)])]);
                Assert.Equal(theirs.Match(written) is { Success: true } match ? match.Groups["id"].Value : null, ours.Read(written));
            }
        }
    }
}
