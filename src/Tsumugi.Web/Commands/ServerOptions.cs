using System.CommandLine;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Web.Commands;

/// <summary>Options that several commands share.</summary>
internal static class ServerOptions
{
    public const int DefaultPort = 5270;

    public static readonly Option<string> Data = new("--data")
    {
        Description = "State folder of the hub / ハブの状態を置くフォルダー",
        DefaultValueFactory = _ => DefaultFolder,
    };

    public static readonly Option<int> Port = new("--port")
    {
        Description = "Port on 127.0.0.1 / 待ち受けるポート（0: 空いているもの）",
        DefaultValueFactory = _ => DefaultPort,
    };

    /// <summary>The hub's own folder in the user's data folder.</summary>
    private static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "tsumugi");

    public static HubOptions Hub(ParseResult parsed) => new()
    {
        DataFolder = Path.GetFullPath(parsed.GetValue(Data)!),
        WorkerPath = Environment.GetEnvironmentVariable("TSUMUGI_WORKER") ?? Beside("Tsumugi.Worker", "Tsumugi.Worker.dll"),
        RecipeFolder = Path.Combine(AppContext.BaseDirectory, "recipes"),
        Inference = InferenceOptions.Read(Environment.GetEnvironmentVariable),
        Exploratory = ExploratoryPolicy.Read(Environment.GetEnvironmentVariable),
        Slurm = SlurmPace.Read(Environment.GetEnvironmentVariable),
        ObjectStore = S3Options.Read(Environment.GetEnvironmentVariable),
        Providers = OidcProvider.Read(Environment.GetEnvironmentVariable),
        Mail = MailOptions.Read(Environment.GetEnvironmentVariable),
        WebhooksInside = Environment.GetEnvironmentVariable("TSUMUGI_WEBHOOKS_INSIDE") is "true",
        HarvestInside = Environment.GetEnvironmentVariable("TSUMUGI_HARVEST_INSIDE") is "true",
        Doi = DoiOptions.Read(Environment.GetEnvironmentVariable),
        PublicAddress = HubAddress.Read(Environment.GetEnvironmentVariable),
        Programme = ProgrammeOptions.Read(Environment.GetEnvironmentVariable),
    };

    /// <summary>In a build each program has its own folder, next to this one's; when published they share one.</summary>
    private static string Beside(string program, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(own.Parent!.Parent!.FullName, program, own.Name, file);
        return File.Exists(built) ? built : Path.Combine(own.FullName, file);
    }
}
