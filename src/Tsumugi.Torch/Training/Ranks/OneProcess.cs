namespace Tsumugi.Torch.Training.Ranks;

/// <summary>A run of one process: its sums are its own.</summary>
public sealed class OneProcess : IRanks
{
    public int Rank => 0;

    public int Size => 1;

    public void Sum(Span<float> numbers)
    {
    }

    public void Sum(Span<double> numbers)
    {
    }

    public void Broadcast(Span<byte> bytes)
    {
    }

    public void Barrier()
    {
    }

    public void Abort(int exitCode) => Environment.Exit(exitCode);

    public void Dispose()
    {
    }
}
