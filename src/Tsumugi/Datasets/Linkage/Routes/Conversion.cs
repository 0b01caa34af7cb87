using Tsumugi.Formats.Links;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>What identifiers lead to over a route, step by step.</summary>
public sealed class Conversion
{
    private readonly List<LinkAnswer> _steps = [];

    /// <param name="asked">Different identifiers, as the first system keeps them.</param>
    public Conversion(IdentifierList asked) => Asked = asked;

    public IdentifierList Asked { get; }

    /// <summary>What the next step is asked.</summary>
    public IdentifierList Last => _steps.Count == 0 ? Asked : _steps[^1].Targets;

    public void Add(LinkAnswer step) => _steps.Add(step);

    /// <returns>The chains of identifiers that one leads to, whole ones only, in order.</returns>
    public IEnumerable<string[]> Paths(int asked) => Walk(asked, 0, new string[_steps.Count + 1]);

    /// <returns>The different identifiers of the last system that one leads to.</returns>
    public HashSet<string> Targets(int asked)
    {
        var from = new HashSet<int> { asked };
        for (var step = 0; step < _steps.Count - 1; step++)
            from = [.. from.SelectMany(at => Range(_steps[step].Of(at))).GroupBy(_steps[step].Targets.Text, StringComparer.Ordinal).Select(same => same.First())];
        var last = _steps[^1];
        return [.. from.SelectMany(at => Range(last.Of(at))).Select(last.Targets.Text)];
    }

    private IEnumerable<string[]> Walk(int at, int step, string[] texts)
    {
        texts[step] = step == 0 ? Asked.Text(at) : _steps[step - 1].Targets.Text(at);
        if (step == _steps.Count)
        {
            yield return [.. texts];
            yield break;
        }

        foreach (var next in Range(_steps[step].Of(at)))
        {
            foreach (var whole in Walk(next, step + 1, texts))
                yield return whole;
        }
    }

    private static IEnumerable<int> Range((int Start, int Count) links) => Enumerable.Range(links.Start, links.Count);
}
