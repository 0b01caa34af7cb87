using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The records of a pax extended header that change what an entry is: "length key=value\n".</summary>
internal sealed record PaxFields(string? Path, string? Target, long? Length, bool IsSparse)
{
    /// <summary>Null when a record is malformed.</summary>
    public static PaxFields? Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new PaxFields(null, null, null, false);
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space is < 1 or > 10 || !int.TryParse(bytes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != '\n')
                return null;
            var record = bytes[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1 || fields.With(Encoding.UTF8.GetString(record[..equals]), Encoding.UTF8.GetString(record[(equals + 1)..])) is not { } next)
                return null;
            fields = next;
            bytes = bytes[length..];
        }
        return fields;
    }

    private PaxFields? With(string key, string value) => key switch
    {
        "path" => this with { Path = value },
        "linkpath" => this with { Target = value },
        "size" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? this with { Length = length } : null,
        _ when key.StartsWith("GNU.sparse.", StringComparison.Ordinal) => this with { IsSparse = true },
        _ => this,
    };
}
