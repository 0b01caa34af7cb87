using System.Text.Json;

namespace Tsumugi.Cli.Commands;

/// <summary>A whole request in a file of JSON.</summary>
internal static class RequestFile
{
    /// <exception cref="FormatException">It is no such request; says where.</exception>
    public static async Task<T> ReadAsync<T>(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(file, JsonSerializerOptions.Web, stop) ?? throw new FormatException($"{path}: null");
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }
}
