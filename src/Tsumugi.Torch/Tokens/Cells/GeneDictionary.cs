using System.Text.Json;
using Tsumugi.Formats.Torch;

namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>A file of numbers by name, as makers of cell models publish tokens and medians: JSON, or a pickle that holds nothing else.</summary>
public static class GeneDictionary
{
    private const long MostBytes = 256L << 20;

    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">It is no such file, or has a name twice.</exception>
    /// <exception cref="Formats.InvalidFileException">A pickle holds anything else.</exception>
    public static IReadOnlyDictionary<string, double> Read(string path, string name, CancellationToken ct)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MostBytes)
            throw new InvalidDataException($"{name} has more than {MostBytes} bytes; that is no dictionary of genes.");
        var first = file.ReadByte();
        file.Position = 0;
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (gene, number) in first == PickledNumbers.FirstByte ? PickledNumbers.Read(file, name, ct) : Json(file, name))
        {
            if (!numbers.TryAdd(gene, number))
                throw new InvalidDataException($"{name} has '{gene}' twice.");
        }

        return numbers;
    }

    private static List<KeyValuePair<string, double>> Json(Stream file, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(file);
            return [.. json.RootElement.EnumerateObject().Select(property => new KeyValuePair<string, double>(property.Name, property.Value.GetDouble()))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name} is no JSON object of numbers by name ({error.Message})", error);
        }
    }
}
