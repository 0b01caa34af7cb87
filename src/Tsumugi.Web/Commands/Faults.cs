using System.Globalization;
using Tsumugi.Client;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Web.Commands;

/// <summary>Turns what a person can mend into one sentence and an exit code; anything else is a bug and shows itself as one.</summary>
internal static class Faults
{
    public static async Task<int> SayAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (StateFolderException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Reason}");
        }
        catch (PortTakenException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Reason}");
        }
        catch (HubRefusedException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Message}");
        }
        catch (Demo.DemoFailedException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Message}");
        }
        catch (OperationCanceledException)
        {
            return 130;
        }

        return 1;
    }

    /// <summary>The commands speak the language of the terminal; a terminal without one gets English.</summary>
    public static void UseTerminalLanguage()
    {
        var language = Environment.GetEnvironmentVariable("LC_ALL") ?? Environment.GetEnvironmentVariable("LANG") ?? "";
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture =
            CultureInfo.GetCultureInfo(language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? "ja" : "en");
    }
}
