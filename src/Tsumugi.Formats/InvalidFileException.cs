using System.Text;

namespace Tsumugi.Formats;

/// <summary>
/// A file breaks its format. The message says where (file, line or byte, field), what is wrong and how to mend it.
/// </summary>
public sealed class InvalidFileException(FileFault fault, Exception? cause = null) : Exception(fault.ToString(), cause)
{
    public FileFault Fault { get; } = fault;
}

/// <summary>One malformation of one file.</summary>
public sealed record FileFault
{
    /// <summary>Name of the file as the caller gave it; no path is added.</summary>
    public required string File { get; init; }

    /// <summary>1-based line of a text file.</summary>
    public long? Line { get; init; }

    /// <summary>0-based byte of a binary file.</summary>
    public long? Byte { get; init; }

    /// <summary>The field in the format's own word, e.g. LOCUS, CDS/translation, data_offsets.</summary>
    public required string Field { get; init; }

    /// <summary>The broken rule as a stable word, e.g. safetensors.overlap; null where the reader does not name its rules.</summary>
    public string? Rule { get; init; }

    public required string Problem { get; init; }

    public required string Remedy { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line is { } line)
            text.Append(", line ").Append(line);
        if (Byte is { } at)
            text.Append(", byte ").Append(at);
        return text.Append(", ").Append(Field).Append(": ").Append(Problem).Append(' ').Append(Remedy).ToString();
    }
}
