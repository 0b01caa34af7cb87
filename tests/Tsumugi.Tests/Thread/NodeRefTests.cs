using CsCheck;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

public sealed class NodeRefTests
{
    private const string IdLetters = "abcxyzABCXYZ0189-_./+";

    private static readonly Gen<string> Kinds = Gen.Char['a', 'z'].Array[1, 12].Select(letters => new string(letters));

    private static readonly Gen<string> Ids = Gen.Int[0, IdLetters.Length - 1].Select(at => IdLetters[at]).Array[1, 40].Select(letters => new string(letters));

    private static readonly Gen<string?> Revisions =
        Gen.OneOf(Gen.Const(() => (string?)null), Gen.Byte.Array[1, 32].Select(bytes => (string?)Convert.ToHexStringLower(bytes)));

    [Theory]
    [InlineData("person:hanako", "person", "hanako", null)]
    [InlineData("dataset:genome-center/leptospira@4f1c", "dataset", "genome-center/leptospira", "4f1c")]
    [InlineData("publication:10.1000/ab.c+d_e", "publication", "10.1000/ab.c+d_e", null)]
    [InlineData("person:a@b@4f1c", "person", "a@b", "4f1c")]
    [InlineData("a:b", "a", "b", null)]
    public void A_node_is_read(string text, string kind, string id, string? revision)
    {
        var node = NodeRef.Parse(text);
        Assert.Equal((kind, id, revision), (node.Kind, node.Id, node.Revision));
        Assert.Equal(text, node.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("person")]
    [InlineData(":hanako")]
    [InlineData("person:")]
    [InlineData("Person:hanako")]
    [InlineData("per son:hanako")]
    [InlineData("人:hanako")]
    [InlineData("person:花子")]
    [InlineData("person:hana ko")]
    [InlineData("person:hanako\n")]
    [InlineData("person:hanako:x")]
    [InlineData("person:<b>")]
    [InlineData("dataset:a@")]
    [InlineData("dataset:@4f1c")]
    [InlineData("dataset:a@4f-1c")]
    [InlineData("dataset:a@4f/1c")]
    public void What_is_not_a_node_is_refused(string? text)
    {
        Assert.False(NodeRef.TryParse(text, out _));
        Assert.Throws<FormatException>(() => NodeRef.Parse(text!));
    }

    [Fact]
    public void A_node_has_at_most_400_letters()
    {
        Assert.True(NodeRef.TryParse("a:" + new string('b', 398), out _));
        Assert.False(NodeRef.TryParse("a:" + new string('b', 399), out _));
    }

    [Fact]
    public void A_node_written_is_read_back() => Gen.Select(Kinds, Ids, Revisions).Sample((kind, id, revision) =>
    {
        var node = revision is null ? NodeRef.Of(kind, id) : NodeRef.Of(kind, id).At(revision);
        Assert.Equal(node, NodeRef.Parse(node.ToString()));
        Assert.Equal((kind, id, revision), (node.Kind, node.Id, node.Revision));
        Assert.Equal(NodeRef.Of(kind, id), node.Whole);
    });

    [Fact]
    public void Any_text_is_either_refused_or_read_without_loss() => Gen.String.Sample(text =>
        Assert.True(!NodeRef.TryParse(text, out var node) || node.ToString() == text));

    [Fact]
    public void Ties_written_are_read_back() => Gen.Select(Kinds, Ids, Gen.String[1, 12]).Array[0, 5].Sample(rows =>
    {
        var ties = rows.Select(row => new Tie(NodeRef.Of(row.Item1, row.Item2), row.Item3, NodeRef.Of("job", "j"))).ToList();
        var text = ThreadText.Ties(ties);
        Assert.DoesNotContain('\n', text);
        Assert.Equal(ties, ThreadText.ReadTies(text));
    });
}
