using System.Buffers;

namespace Tsumugi.Federating.Rounds;

/// <summary>What one site sends after training: its weights less those that it was given, as one row of numbers in the order of the tensors' names.</summary>
public interface IUpdate
{
    /// <summary>The site's id; sums go in its ordinal order.</summary>
    string Site { get; }

    /// <summary>Training examples behind it.</summary>
    double Weight { get; }

    /// <summary>Numbers from <paramref name="start"/> on, until the span is full. Called by several threads at once.</summary>
    void Read(long start, Span<float> numbers);
}

/// <summary>An update in memory.</summary>
public sealed class MemoryUpdate(string site, double weight, float[] change) : IUpdate
{
    public string Site => site;

    public double Weight => weight;

    public void Read(long start, Span<float> numbers) => change.AsSpan((int)start, numbers.Length).CopyTo(numbers);
}

/// <summary>An update times a factor, as where its norm is bounded.</summary>
public sealed class ScaledUpdate(IUpdate update, double factor) : IUpdate
{
    public string Site => update.Site;

    public double Weight => update.Weight;

    public void Read(long start, Span<float> numbers)
    {
        update.Read(start, numbers);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(numbers[i] * factor);
    }
}

/// <summary>What training changed: the numbers after less those before, read from both as they are asked for.</summary>
public sealed class ChangeUpdate(IUpdate after, IUpdate before) : IUpdate
{
    public string Site => after.Site;

    public double Weight => after.Weight;

    public void Read(long start, Span<float> numbers)
    {
        var lent = ArrayPool<float>.Shared.Rent(numbers.Length);
        var begun = lent.AsSpan(0, numbers.Length);
        before.Read(start, begun);
        after.Read(start, numbers);
        Sums.Subtract(numbers, begun);
        ArrayPool<float>.Shared.Return(lent);
    }
}
