namespace Tsumugi.Models.Tracking.Metrics;

/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="Value">May be not-a-number or infinite.</param>
public readonly record struct MetricPoint(string Key, long Step, long Timestamp, double Value)
{
    /// <summary>Which of two points of one curve is shown as its latest: the later one; of the same moment the higher; a number before none.</summary>
    public bool Follows(MetricPoint other) =>
        Timestamp != other.Timestamp ? Timestamp > other.Timestamp
        : double.IsNaN(Value) || double.IsNaN(other.Value) ? double.IsNaN(other.Value) && !double.IsNaN(Value)
        : Value > other.Value;
}
