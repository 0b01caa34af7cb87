using System.Text;
using CsCheck;
using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Tests.GenBank;

public sealed class LocationTests
{
    private static readonly Gen<Position> Positions =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 3].Select(kind => kind switch { 0 => (char?)'<', 1 => '>', _ => null }), (at, beyond) => new Position(at, beyond));

    private static readonly Gen<Location> Leaves = Gen.OneOf(
        Gen.Select(Positions, Positions, (start, end) => (Location)new Location.Span(start, end)),
        Gen.Select(Gen.Int[1, 99], Gen.Int[1, 99], (left, right) => (Location)new Location.Between(left, right)),
        Gen.Select(Gen.Int[1, 99], Gen.Int[1, 99], (first, last) => (Location)new Location.OneOf(first, last)),
        Gen.Select(Positions, at => (Location)new Location.Remote("NC_000001.11", new Location.Span(at, at))));

    private static Gen<Location> Deep(int depth) => depth == 0 ? Leaves : Gen.OneOf(
        Leaves,
        Deep(depth - 1).Select(inner => (Location)new Location.Complement(inner)),
        Deep(depth - 1).List[1, 4].Select(parts => (Location)new Location.Join(parts)),
        Deep(depth - 1).List[1, 4].Select(parts => (Location)new Location.Order(parts)));

    [Fact]
    public void Location_written_and_read_is_the_same() => Deep(4).Sample(location =>
    {
        var text = location.ToString();
        return LocationParser.Parse(Encoding.ASCII.GetBytes(text), out var problem)?.ToString() == text && problem is null;
    });

    [Fact]
    public void Location_any_text_is_read_or_refused_in_words() =>
        Gen.String[Gen.Char["joincmpletrd()<>.,^:0123456789 A_"], 0, 40].Sample(text =>
            (LocationParser.Parse(Encoding.ASCII.GetBytes(text), out var problem) is null) == problem is not null);

    [Theory]
    [InlineData("")]
    [InlineData("..5")]
    [InlineData("1..")]
    [InlineData("join()")]
    [InlineData("join(1..5")]
    [InlineData("join(1..5,)")]
    [InlineData("complement(1..5))")]
    [InlineData("complement(1..5,7..9)")]
    [InlineData("1..5 ")]
    [InlineData("<1^2")]
    [InlineData("2147483648")]
    [InlineData("-1..5")]
    [InlineData("A.1:")]
    public void Location_outside_the_grammar_is_refused(string text)
    {
        Assert.Null(LocationParser.Parse(Encoding.ASCII.GetBytes(text), out var problem));
        Assert.StartsWith("expected", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Location_nested_without_end_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("complement(", 100_000));
        Assert.Null(LocationParser.Parse(Encoding.ASCII.GetBytes(text), out var problem));
        Assert.Contains("levels", problem, StringComparison.Ordinal);
    }
}
