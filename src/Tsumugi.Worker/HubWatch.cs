namespace Tsumugi.Worker;

/// <summary>Ends this process when the hub that started it is gone, so that no worker is left without anybody who knows of it.</summary>
internal static class HubWatch
{
    public static void Begin()
    {
        if (!Console.IsInputRedirected)
            return;
        var watch = new Thread(() =>
        {
            // The hub never writes; the end of the stream is its end.
            using var input = Console.OpenStandardInput();
            Span<byte> nothing = stackalloc byte[1];
            while (input.Read(nothing) > 0)
            {
            }

            Environment.Exit(ExitCodes.HubGone);
        })
        {
            IsBackground = true,
            Name = "hub watch",
        };
        watch.Start();
    }
}
