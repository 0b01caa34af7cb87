using System.Text;
using Tsumugi.Formats.Links.Patterns;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>One end of the links of a file: which identifiers stand there.</summary>
/// <param name="name">What the system is called, for errors.</param>
/// <param name="prefixes">Addresses that identifiers may be written with.</param>
public sealed class LinkEnd(string name, IdentifierPattern pattern, IReadOnlyList<string> prefixes)
{
    private readonly byte[][] _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];

    public string Name => name;

    /// <returns>False when it is no identifier of the system.</returns>
    public bool TryRead(ReadOnlySpan<byte> written, out ReadOnlySpan<byte> id)
    {
        foreach (var prefix in _prefixes)
        {
            if (written.StartsWith(prefix))
                return pattern.TryRead(written[prefix.Length..], out id);
        }

        return pattern.TryRead(written, out id);
    }
}
