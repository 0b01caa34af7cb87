using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Pickles;

namespace Tsumugi.Formats.Torch;

/// <summary>A dictionary of numbers by name in a pickle of Python, such as Geneformer's tokens and medians: the reader of checkpoints, which imports and calls nothing, reads it.</summary>
public static class PickledNumbers
{
    private const string AsJson = "Write it as JSON where it may be loaded: json.dump({key: float(value) for key, value in numbers.items()}, file).";

    /// <summary>How pickles of protocol 2 and later begin; no JSON does.</summary>
    public const byte FirstByte = 0x80;

    /// <param name="name">For messages.</param>
    /// <returns>In the order of the file.</returns>
    /// <exception cref="InvalidFileException">It holds anything else, a name twice, or is damaged.</exception>
    public static IReadOnlyList<KeyValuePair<string, double>> Read(Stream stream, string name, CancellationToken ct)
    {
        try
        {
            if (new TorchPickle(new(stream, new Place { File = name }, ct), name, "").Read() is not TorchPickle.Map map)
                throw TorchFault.At(name, null, "pickle", "It is no dictionary.");
            return [.. map.Items.Select(item => new KeyValuePair<string, double>(
                item.Key as string ?? throw TorchFault.At(name, null, "pickle", $"The key '{item.Key}' is no text."),
                item.Value switch { long whole => whole, double number => number, _ => throw TorchFault.At(name, null, $"{item.Key}", "Its value is no number.") }))];
        }
        catch (CheckStopException stopped)
        {
            throw new InvalidFileException(new() { Rule = "torch", File = name, Byte = stopped.Finding.Place.Byte, Field = "pickle", Problem = stopped.Finding.Text.En, Remedy = AsJson }, stopped);
        }
        catch (InvalidFileException error) when (error.Fault.Remedy != AsJson)
        {
            throw new InvalidFileException(error.Fault with { Remedy = AsJson }, error);
        }
    }
}
