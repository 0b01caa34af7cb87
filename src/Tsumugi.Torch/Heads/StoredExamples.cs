using System.Collections;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Heads;

/// <summary>Labelled items that lie where <see cref="StoredItems"/> puts them.</summary>
public sealed class StoredExamples(StoredItems items) : IReadOnlyList<Example>
{
    /// <summary>Without what is known of them.</summary>
    public IReadOnlyList<TokenizedItem> Items => items;

    /// <summary>Tokens of each.</summary>
    public IReadOnlyList<int> Lengths => items.Lengths;

    public int Count => items.Count;

    public Example this[int index] => new(items[index], items.Targets(index));

    public IEnumerator<Example> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
