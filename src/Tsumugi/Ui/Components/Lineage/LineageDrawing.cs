using System.Globalization;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Ui.Components.Lineage;

/// <summary>One box with everything the diagram writes about it.</summary>
/// <param name="Href">Null for a node without a page of its own, for example a private one.</param>
public sealed record DrawnBundle(Bundle Bundle, string Name, Words Caption, string? Href, bool Current, LayoutBox Box, Place Place);

/// <param name="Line">Path of the curve.</param>
/// <param name="Head">Path of the arrow's head, on what came from the source.</param>
public sealed record DrawnEdge(string Line, string Head);

/// <summary>A lineage laid out: what the diagram draws.</summary>
public sealed record LineageDrawing(IReadOnlyList<DrawnBundle> Boxes, IReadOnlyList<DrawnEdge> Edges, double Width, double Height)
{
    private const double Margin = 8;
    private const double BoxHeight = 48;
    private const int LongestName = 26;

    public static LineageDrawing Of(LineageGraph graph, IReadOnlyDictionary<string, NodeKind> kinds, string? expanded, Func<string, string> manyHref)
    {
        var bundled = BundledGraph.Of(graph, expanded);
        var names = bundled.Bundles.Select(bundle => bundle.Many ? $"× {bundle.Nodes.Count}" : Short(bundle.Nodes[0])).ToList();
        var captions = bundled.Bundles.Select(bundle => Title(kinds, bundle.Kind)).ToList();
        var boxes = names.Select((name, at) => new LayoutBox(Math.Max(96, 36 + Math.Max(name.Length * 8.2, Ems(captions[at].ToString()) * 12)), BoxHeight)).ToList();
        var drawn = LayeredLayout.Draw(boxes, bundled.Edges);
        return new(
            [.. bundled.Bundles.Select((bundle, at) => new DrawnBundle(
                bundle, names[at], captions[at],
                bundle.Many ? manyHref(bundle.Kind) : Href(kinds, bundle.Nodes[0]),
                bundle.Nodes[0] == graph.Root, boxes[at], new(drawn.Places[at].X + Margin, drawn.Places[at].Y + Margin)))],
            [.. drawn.Routes.Select(Edge)],
            drawn.Width + (2 * Margin), drawn.Height + (2 * Margin));
    }

    public static Words Title(IReadOnlyDictionary<string, NodeKind> kinds, string kind) => kinds.TryGetValue(kind, out var known)
        ? known.Title
        : kind == "private" ? new("非公開", "Private") : Words.Same(kind);

    public static string? Href(IReadOnlyDictionary<string, NodeKind> kinds, NodeRef node) =>
        kinds.TryGetValue(node.Kind, out var kind) ? kind.Href(node.Id) : null;

    /// <summary>The last part of the id and the beginning of the revision: enough to recognise it.</summary>
    private static string Short(NodeRef node)
    {
        var name = node.Id[(node.Id.LastIndexOf('/') + 1)..];
        if (name.Length > LongestName)
            name = name[..(LongestName - 1)] + "…";
        return node.Revision is { } revision ? $"{name} @{revision[..Math.Min(7, revision.Length)]}" : name;
    }

    private static double Ems(string text) => text.Sum(c => c < 0x2000 ? 0.6 : 1.0);

    // Vertical at both ends, so that arrows meet boxes squarely.
    private static DrawnEdge Edge(Route route)
    {
        var corners = route.Corners;
        var path = Text($"M{corners[0].X + Margin:0.#} {corners[0].Y + Margin:0.#}");
        for (var at = 1; at < corners.Count; at++)
        {
            var (from, to) = (corners[at - 1], corners[at]);
            var middle = ((from.Y + to.Y) / 2) + Margin;
            path += Text($"C{from.X + Margin:0.#} {middle:0.#} {to.X + Margin:0.#} {middle:0.#} {to.X + Margin:0.#} {to.Y + Margin:0.#}");
        }

        var (tip, back) = route.Reversed ? (corners[0], 7) : (corners[^1], -7);
        var (x, y) = (tip.X + Margin, tip.Y + Margin);
        return new(path, Text($"M{x - 4:0.#} {y + back:0.#}L{x:0.#} {y:0.#}L{x + 4:0.#} {y + back:0.#}Z"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
