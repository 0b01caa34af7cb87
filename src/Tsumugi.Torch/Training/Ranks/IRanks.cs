namespace Tsumugi.Torch.Training.Ranks;

/// <summary>Processes that train one model together. Every process calls the same operations in the same order, one at a time.</summary>
public interface IRanks : IDisposable
{
    /// <summary>This process, from 0. The first one writes progress, state and results.</summary>
    int Rank { get; }

    int Size { get; }

    /// <summary>Replaces each number by its sum over all processes; every process gets the same bits.</summary>
    void Sum(Span<float> numbers);

    /// <inheritdoc cref="Sum(Span{float})"/>
    void Sum(Span<double> numbers);

    /// <summary>Replaces the bytes by those of the first process.</summary>
    void Broadcast(Span<byte> bytes);

    /// <summary>Waits until every process is here.</summary>
    void Barrier();

    /// <summary>Ends all processes at once: one of them cannot go on.</summary>
    void Abort(int exitCode);
}
