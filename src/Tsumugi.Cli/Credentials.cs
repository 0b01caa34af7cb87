using System.Text.Json;

namespace Tsumugi.Cli;

/// <summary>Which hub to speak to, and the token for it: from the environment, else from the file that <c>login</c> wrote.</summary>
internal sealed record Credentials(Uri Hub, string Token)
{
    public static string FilePath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "tsumugi", "credentials.json");

    /// <returns>Null when neither names a hub and a token.</returns>
    /// <exception cref="FormatException"><c>TSUMUGI_HUB</c> is no address.</exception>
    public static Credentials? Find()
    {
        var (hub, token) = (Environment.GetEnvironmentVariable("TSUMUGI_HUB"), Environment.GetEnvironmentVariable("TSUMUGI_TOKEN"));
        if (token is { Length: > 0 })
            return new(hub is { Length: > 0 } ? HubAddress.Parse(hub) : HubAddress.Default, token);
        return File.Exists(FilePath) ? JsonSerializer.Deserialize<Credentials>(File.ReadAllText(FilePath), JsonSerializerOptions.Web) : null;
    }

    /// <summary>Only this user may read the file.</summary>
    public void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.Delete(FilePath);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(FilePath, options);
        JsonSerializer.Serialize(file, this, JsonSerializerOptions.Web);
    }
}
