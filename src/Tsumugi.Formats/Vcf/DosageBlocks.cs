using System.Runtime.CompilerServices;
using System.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Decodes the genotypes of a file into blocks of dosages; memory is one block.</summary>
public static class DosageBlocks
{
    /// <param name="reader">Read from where it stands to the end.</param>
    /// <param name="variants">Variants of a block; the last may have fewer.</param>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    /// <exception cref="OverflowException">A block would have more than 2,147,483,647 values.</exception>
    public static async IAsyncEnumerable<DosageBlock> ReadDosagesAsync(this VcfReader reader, int variants, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variants);
        var individuals = (await reader.ReadHeaderAsync(ct)).Samples.Count;
        var names = new List<DosageVariant>();
        var values = new sbyte[checked(variants * individuals)];
        while (await reader.ReadAsync(ct) is { } record)
        {
            record.ReadDosages(values.AsSpan(names.Count * individuals, individuals));
            names.Add(new(record.Chromosome, record.Position, Text(record.Ids), Text(record.Reference), Text(record.Alternates)));
            if (names.Count < variants)
                continue;
            yield return new(names, individuals, values);
            (names, values) = ([], new sbyte[values.Length]);
        }
        if (names.Count > 0)
            yield return new(names, individuals, values[..(names.Count * individuals)]);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
