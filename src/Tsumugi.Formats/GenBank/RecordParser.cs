using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Takes the lines of a file one by one and fills the record; knows which section it is in.</summary>
internal sealed class RecordParser(GenBankRecord record, FaultSite site, GenBankOptions options)
{
    private enum Section { Preamble, Between, Header, Features, Tail, Origin }

    private readonly HeaderSection _header = new(record);
    private readonly FeatureSection _features = new(record, site, options);
    private readonly OriginSection _origin = new(record, site);
    private Section _section = Section.Between;
    private bool _any;
    private bool _origins;

    /// <summary>True when the line ended the record.</summary>
    public bool Accept(ReadOnlySpan<byte> line)
    {
        if (_section == Section.Origin && line is [(byte)' ', ..])
        {
            _origin.Read(line);
            return false;
        }
        if (_section == Section.Features && line is [(byte)' ', ..])
        {
            _features.Read(line);
            return false;
        }
        if (_section is Section.Between or Section.Preamble)
        {
            ReadBetween(line);
            return false;
        }
        return AcceptKeyword(line);
    }

    /// <summary>The input has ended.</summary>
    public void End()
    {
        if (_section == Section.Preamble || !_any)
            throw site.Fault("LOCUS", _any || site.Line > 0 ? "The file has no record." : "The file is empty.", "Give a GenBank flat file: it begins with LOCUS.");
        if (_section != Section.Between)
            throw site.Fault("//", $"The file ends within record {record.Name}, which begins on line {record.Line}: it was cut off.", FaultSite.FetchAgain);
    }

    private bool AcceptKeyword(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("//"u8))
        {
            EndFeatures();
            return EndRecord();
        }
        if (line.StartsWith("LOCUS "u8))
            throw site.Fault("//", $"Record {record.Name}, which begins on line {record.Line}, is not closed before the next begins.", FaultSite.FetchAgain);
        if (line.StartsWith("FEATURES"u8))
            EnterFeatures();
        else if (line.StartsWith("ORIGIN"u8))
            EnterOrigin();
        else if (_section == Section.Origin && line.Trim((byte)' ').Length > 0)
            _origin.Read(line);
        else if (_section != Section.Features || line.Length > 0)
            ReadHeaderLine(line);
        return false;
    }

    private void EnterFeatures()
    {
        if (_section != Section.Header)
            throw site.Fault("FEATURES", "The record has a second feature table.", FaultSite.FetchAgain);
        _features.Begin();
        _section = Section.Features;
    }

    private void EnterOrigin()
    {
        EndFeatures();
        if (_origins)
            throw site.Fault("ORIGIN", "The record has a second sequence.", FaultSite.FetchAgain);
        _origins = true;
        _section = Section.Origin;
    }

    private void ReadHeaderLine(ReadOnlySpan<byte> line)
    {
        if (_section == Section.Features)
        {
            EndFeatures();
            _header.Begin();
            _section = Section.Tail;
        }
        _header.Read(line);
    }

    private void EndFeatures()
    {
        if (_section == Section.Features)
            _features.End();
    }

    private void ReadBetween(ReadOnlySpan<byte> line)
    {
        if (line.TrimEnd((byte)' ').Length == 0)
            return;
        if (line.StartsWith("LOCUS "u8))
            Begin(line);
        else if (!_any && line.IndexOf("Genetic Sequence Data Bank"u8) >= 0)
            _section = Section.Preamble;
        else if (_section != Section.Preamble)
            throw _any
                ? site.Fault("LOCUS", $"After the end of record {record.Name} comes {FileKind.Of(line)} instead of another record.", "Remove what was appended, or fetch the file again.")
                : site.Fault("LOCUS", $"This is not GenBank: it looks like {FileKind.Of(line)}.", "Give a GenBank flat file: it begins with LOCUS.");
    }

    private void Begin(ReadOnlySpan<byte> line)
    {
        record.Clear();
        LocusLine.Read(line, record, site, options);
        _header.Begin();
        (_section, _any, _origins) = (Section.Header, true, false);
    }

    private bool EndRecord()
    {
        var bases = record.Bases.Length;
        if (_origins && bases != record.Length && !(bases == 0 && record.HasContig))
            throw site.Fault("ORIGIN", $"LOCUS states {record.Length} bases, but the sequence has {bases}.", FaultSite.FetchAgain);
        for (var index = 0; index < record.FeatureCount; index++)
            CheckLocation(record.Feature(index));
        _section = Section.Between;
        return true;
    }

    private void CheckLocation(GenBankFeature feature)
    {
        if (LocationParser.Parse(feature.Location, out var problem) is not { } location)
            throw Misplaced(feature, $"The location is malformed: {problem}.");
        if (location.Misplaced(record.Length) is { } misplaced)
            throw Misplaced(feature, $"The location is impossible: {misplaced}.");
    }

    private InvalidFileException Misplaced(GenBankFeature feature, string problem) =>
        site.FaultAt(feature.Line, Encoding.UTF8.GetString(feature.Key), problem, "Correct the location or remove the feature.");
}
