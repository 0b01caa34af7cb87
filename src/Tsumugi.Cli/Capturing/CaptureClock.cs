namespace Tsumugi.Cli.Capturing;

/// <summary>Notices when this machine's clock is set: the time that passed by it is not that which passed.</summary>
internal sealed class CaptureClock(DateTime now, TimeSpan passed)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(30);

    private (DateTime Now, TimeSpan Passed) _before = (now, passed);

    /// <param name="now">UTC, by this machine's clock.</param>
    /// <param name="passed">Since the start, by one that is never set.</param>
    /// <returns>Seconds by which it was set since the last look: positive when it was put forward.</returns>
    public double Look(DateTime now, TimeSpan passed)
    {
        var jump = now - _before.Now - (passed - _before.Passed);
        _before = (now, passed);
        return jump.Duration() < Least ? 0 : jump.TotalSeconds;
    }
}
