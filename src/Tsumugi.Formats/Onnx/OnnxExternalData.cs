using System.Globalization;
using static Tsumugi.Formats.Onnx.OnnxFields;

namespace Tsumugi.Formats.Onnx;

/// <summary>The files beside a model that hold numbers of its tensors. None may lie outside the model's folder.</summary>
internal sealed class OnnxExternalData(string folder, string model)
{
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    /// <summary>Of all files named so far.</summary>
    public long Bytes => _lengths.Values.Sum();

    /// <summary>Reads one tensor but not its numbers.</summary>
    public void Read(WireReader reader, long end)
    {
        var (at, name, isExternal, entries) = (reader.Position, "", false, new Dictionary<string, string>(StringComparer.Ordinal));
        while (reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case Tensor.Name:
                    name = reader.Text(kind, end);
                    break;
                case Tensor.Location when kind == WireKind.Varint:
                    isExternal = reader.Varint() == Tensor.External;
                    break;
                case Tensor.ExternalData:
                    var (key, value) = ReadEntry(reader, reader.EndOf(kind, end));
                    entries[key] = value;
                    break;
                default:
                    reader.Skip(kind, end);
                    break;
            }
        }

        if (isExternal)
            Check(at, name, entries);
    }

    private static (string Key, string Value) ReadEntry(WireReader reader, long end)
    {
        var (key, value) = ("", "");
        while (reader.Next(end, out var field, out var kind))
        {
            if (field == Entry.Key)
                key = reader.Text(kind, end);
            else if (field == Entry.Value)
                value = reader.Text(kind, end);
            else
                reader.Skip(kind, end);
        }

        return (key, value);
    }

    private void Check(long at, string tensor, Dictionary<string, string> entries)
    {
        var location = entries.GetValueOrDefault("location", "");
        var length = Length(at, tensor, location);
        var (from, count) = (Number("offset", 0), Number("length", 0));
        if ((Int128)from + count > length)
            throw Fault(at, tensor, $"Its numbers end {from + (Int128)count} bytes into {location}, which has {length}.");

        long Number(string key, long absent) => !entries.TryGetValue(key, out var text) ? absent
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Fault(at, tensor, $"Its {key} is '{text}', which is no number of bytes.");
    }

    private long Length(long at, string tensor, string location)
    {
        if (_lengths.TryGetValue(location, out var known))
            return known;
        var parts = location.Split('/');
        if (location.AsSpan().IndexOfAny('\\', ':', '\0') >= 0 || parts.Any(part => part is "" or "." or ".."))
            throw Fault(at, tensor, $"Its numbers are said to be in '{location}', which is no place in the model's folder.");
        var path = folder;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw Fault(at, tensor, $"Its numbers are said to be in '{location}', which is a link to another place.");
        }

        var file = new FileInfo(path);
        return _lengths[location] = file.Exists ? file.Length : throw Fault(at, tensor, $"The file {location} with its numbers is not beside the model.");
    }

    private InvalidFileException Fault(long at, string tensor, string problem) =>
        OnnxFault.At(model, "onnx.external-data", at, tensor.Length > 0 ? tensor : "tensor", problem, "Fetch the model again with all its files, in one folder.");
}
