namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>The stack of the walk. Taking from below a mark is what the real reader refuses too.</summary>
internal sealed class PickleStack(PickleSource source)
{
    private const int MaxDepth = 4_000_000;

    private readonly List<PickleValue> _values = [];

    public void Push(PickleValue value)
    {
        if (_values.Count == MaxDepth)
            throw source.Stop(PickleRules.TooLarge);
        _values.Add(value);
    }

    public PickleValue Top => _values is [.., var top] && top != PickleValue.Mark ? top : throw Underflow();

    public PickleValue Pop()
    {
        var top = Top;
        _values.RemoveAt(_values.Count - 1);
        return top;
    }

    /// <summary>POP takes a mark as well.</summary>
    public void Drop()
    {
        if (_values.Count == 0)
            throw Underflow();
        _values.RemoveAt(_values.Count - 1);
    }

    /// <summary>Takes all above the last mark and the mark; gives the lowest of them, null when there is none.</summary>
    public PickleValue? PopToMark()
    {
        var mark = _values.LastIndexOf(PickleValue.Mark);
        if (mark < 0)
            throw Underflow();
        var first = mark + 1 < _values.Count ? _values[mark + 1] : null;
        _values.RemoveRange(mark, _values.Count - mark);
        return first;
    }

    private CheckStopException Underflow() => source.Stop(PickleRules.Malformed, "stack");
}
