using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

internal static class Entries
{
    public static readonly NodeRef Hanako = NodeRef.Of("person", "hanako");

    /// <summary>An entry with a fact in Japanese and as many ties as asked for.</summary>
    public static ThreadEntry Of(int number, int ties = 0) => new()
    {
        Actor = Hanako,
        Kind = "dataset.revised",
        Subject = NodeRef.Of("dataset", $"set-{number}"),
        Facts = new Dictionary<string, object?> { ["number"] = number, ["title"] = "紡ぐ" },
        Ties = [.. Enumerable.Range(0, ties).Select(at => new Tie(
            NodeRef.Of("dataset", $"set-{number}"), Relations.DerivedFrom, NodeRef.Of("dataset", $"source-{at}")))],
    };

    /// <summary>From what came later to what it came from.</summary>
    public static ThreadEntry Tying(params (string From, string To)[] ties) => new()
    {
        Actor = Hanako,
        Kind = "node.tied",
        Subject = NodeRef.Parse(ties[0].From),
        Ties = [.. ties.Select(tie => new Tie(NodeRef.Parse(tie.From), Relations.DerivedFrom, NodeRef.Parse(tie.To)))],
    };
}
