using System.Diagnostics;

namespace Tsumugi.Torch.Training;

/// <summary>How fast the last steps went.</summary>
internal sealed class Pace
{
    private const int Window = 10;

    private readonly Queue<(long At, long Tokens, double Operations)> _steps = new([(Stopwatch.GetTimestamp(), 0, 0)]);

    public long AllTokens { get; private set; }

    /// <summary>Unpadded tokens per second over the last ten steps.</summary>
    public double TokensPerSecond { get; private set; }

    /// <summary>Floating-point operations per second over the last ten steps.</summary>
    public double OperationsPerSecond { get; private set; }

    public void Step(long tokens, double operations)
    {
        AllTokens += tokens;
        _steps.Enqueue((Stopwatch.GetTimestamp(), tokens, operations));
        if (_steps.Count > Window + 1)
            _steps.Dequeue();
        var seconds = Stopwatch.GetElapsedTime(_steps.Peek().At, Stopwatch.GetTimestamp()).TotalSeconds;
        (TokensPerSecond, OperationsPerSecond) = (_steps.Skip(1).Sum(step => step.Tokens) / seconds, _steps.Skip(1).Sum(step => step.Operations) / seconds);
    }
}
