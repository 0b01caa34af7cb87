namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>The memo: which numbers are taken, and the texts and imports under them.</summary>
/// <remarks>Its size decides where MEMOIZE stores, so every number counts; those from 0 without a gap, all of them in a
/// file that Python wrote, cost nothing.</remarks>
internal sealed class PickleMemo
{
    private const int MaxKept = 500_000;
    private const int MaxScattered = 1_000_000;

    private readonly Dictionary<long, PickleValue> _kept = [];
    private readonly HashSet<long> _scattered = [];
    private long _dense;

    /// <summary>Some text or import is no longer known.</summary>
    public bool Forgot { get; private set; }

    /// <summary>False when the numbers are scattered beyond what is held.</summary>
    public bool TryPut(long at, PickleValue value)
    {
        Keep(at, value);
        if (at > _dense)
            _scattered.Add(at);
        else if (at == _dense)
            _dense++;
        while (_scattered.Remove(_dense))
            _dense++;
        return _scattered.Count <= MaxScattered;
    }

    public bool TryAppend(PickleValue value) => TryPut(_dense + _scattered.Count, value);

    public PickleValue? Get(long at) =>
        at >= 0 && at < _dense || _scattered.Contains(at) ? _kept.GetValueOrDefault(at, PickleValue.Opaque) : null;

    private void Keep(long at, PickleValue value)
    {
        if (value == PickleValue.Opaque)
            _kept.Remove(at);
        else if (_kept.Count < MaxKept || _kept.ContainsKey(at))
            _kept[at] = value;
        else
            Forgot = true;
    }
}
