namespace Tsumugi.Formats.Checks.Archives;

/// <summary>Counts what really comes out of a file, over all its layers, and stops a bomb.</summary>
/// <param name="stored">Bytes of the file as uploaded.</param>
internal sealed class UnpackBudget(long stored, ArchiveLimits limits, Func<Finding> bomb)
{
    private long _total;

    public void Count(int bytes)
    {
        _total += bytes;
        if (_total > limits.Allowance && _total / limits.MaxRatio > stored)
            throw new CheckStopException(bomb());
    }
}
