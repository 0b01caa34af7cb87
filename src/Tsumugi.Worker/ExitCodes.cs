namespace Tsumugi.Worker;

/// <summary>How a worker ends; the hub starts a job again after anything but <see cref="Done"/>, <see cref="Refused"/>, <see cref="UnfitData"/> and <see cref="OutOfMemory"/>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The order cannot be carried out as it is; standard error says why.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>The hub is gone: its end of standard input closed.</summary>
    public const int HubGone = 3;

    /// <summary>Asked to stop; a checkpoint was written first.</summary>
    public const int Stopped = 4;

    /// <summary>An input cannot be read, or does not fit the recipe; standard error says which and why.</summary>
    public const int UnfitData = 5;

    /// <summary>A command took more memory than the job may; standard error says which.</summary>
    public const int OutOfMemory = 6;
}
