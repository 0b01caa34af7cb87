namespace Tsumugi.Merging.Inputs;

/// <summary>Where the numbers of one tensor of one model come from; safe for readers in parallel.</summary>
internal interface INumberSource
{
    /// <summary>Fills the span with the elements from <paramref name="start"/> on.</summary>
    void Read(long start, Span<double> numbers);
}
