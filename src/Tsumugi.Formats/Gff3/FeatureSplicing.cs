using System.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>Puts the lines of one feature together: those of one ID (a CDS of several exons), or of one parent (the exons of a transcript).</summary>
/// <param name="file">For errors.</param>
/// <param name="type">Of the lines, a term of the Sequence Ontology as the file writes it.</param>
/// <param name="joinBy">The attribute that parts share: <c>ID</c> or <c>Parent</c>. A line without it is a feature of its own.</param>
/// <param name="kept">Attributes, or columns by their name in the specification, whose values are wanted.</param>
/// <param name="without">Attributes that no part of a feature may have.</param>
public sealed class FeatureSplicing(string file, string type, string joinBy, IReadOnlyList<string> kept, IReadOnlyList<string> without)
{
    private readonly HashSet<string> _circular = new(StringComparer.Ordinal);

    /// <summary>Landmarks that are circular, as far as read.</summary>
    public bool IsCircular(string landmark) => _circular.Contains(landmark);

    /// <returns>Features in the order of their first lines; they are held in memory.</returns>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap, or parts of a feature lie on different landmarks.</exception>
    public async Task<IReadOnlyList<SplicedFeature>> ReadAsync(Gff3Reader reader, CancellationToken ct)
    {
        var (features, known) = (new List<SplicedFeature>(), new Dictionary<string, SplicedFeature>(StringComparer.Ordinal));
        var refused = new HashSet<SplicedFeature>();
        while (await reader.ReadAsync(ct) is { } line)
        {
            if (line.IsCircular)
                _circular.Add(line.SequenceId);
            if (!Ascii.Equals(line.TypeBytes, type))
                continue;
            var isRefused = without.Any(name => line.Attribute(name) is not null);
            var joined = line.Attributes(joinBy);
            if (joined.Count == 0 && !isRefused)
                features.Add(new(file, line, Kept(line)));
            foreach (var shared in joined)
            {
                if (known.TryGetValue(shared, out var feature))
                    feature.Add(line);
                else
                    features.Add(feature = known[shared] = new(file, line, Kept(line)));
                if (isRefused)
                    refused.Add(feature);
            }
        }

        features.RemoveAll(refused.Contains);
        return features;
    }

    private List<string?> Kept(Gff3Feature line) => [.. kept.Select(name => name switch
    {
        "seqid" => line.SequenceId,
        "source" => line.Source is { Length: > 0 } source ? source : null,
        "type" => line.Type,
        "strand" => line.Strand switch { Gff3Strand.Forward => "+", Gff3Strand.Reverse => "-", _ => null },
        _ => line.Attribute(name),
    })];
}
