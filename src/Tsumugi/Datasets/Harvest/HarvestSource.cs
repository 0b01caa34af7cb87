using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Harvest;

/// <summary>How a catalogue elsewhere tells what it holds.</summary>
public enum HarvestForm
{
    /// <summary>OAI-PMH 2.0, in Dublin Core or DataCite's XML.</summary>
    OaiPmh,

    /// <summary>JSON-LD with DCAT, schema.org, Croissant or RO-Crate.</summary>
    LinkedData,

    /// <summary>DataCite's own interface, JSON.</summary>
    DataCite,
}

/// <summary>A catalogue elsewhere whose records are searched with the hub's own, and how far its harvest is.</summary>
public sealed record HarvestSource
{
    public const string NodeKind = "harvest";

    public required string Id { get; init; }

    public required string NameJa { get; set; }

    public required string NameEn { get; set; }

    /// <summary>Where its first page is.</summary>
    public required string Url { get; set; }

    public required HarvestForm Form { get; set; }

    /// <summary>OAI-PMH: what records are asked for in; empty for <c>oai_dc</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>OAI-PMH: one of its sets; empty for all.</summary>
    public string Set { get; set; } = "";

    public required int EveryHours { get; set; }

    /// <summary>A bearer token for it, encrypted.</summary>
    public string? ProtectedSecret { get; set; }

    public required string PersonId { get; set; }

    public required DateTime AddedAt { get; init; }

    /// <summary>Since when it is asked no more; what it told is no longer found.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>When it is asked next.</summary>
    public required DateTime NextAt { get; set; }

    /// <summary>Counts harvests, so that what the present one did not tell is known.</summary>
    public int Round { get; set; }

    /// <summary>What the next page is asked by; null between two harvests.</summary>
    public string? Cursor { get; set; }

    /// <summary>Pages of the present harvest so far.</summary>
    public int Pages { get; set; }

    /// <summary>Records that the present harvest told so far.</summary>
    public int Told { get; set; }

    /// <summary>Pages in a row that told nothing which the present harvest had not told before.</summary>
    public int Barren { get; set; }

    /// <summary>The last page was read; what the harvest did not tell is being taken away.</summary>
    public bool Clearing { get; set; }

    /// <summary>Whether the present harvest tells all that there is, so that what it does not tell is gone.</summary>
    public bool Whole { get; set; } = true;

    /// <summary>OAI-PMH: from when on the next harvest need ask, as the source writes time. Linked data: the entity tag of what was read last.</summary>
    public string? Since { get; set; }

    /// <summary><see cref="Since"/> once the present harvest is over.</summary>
    public string? SinceNext { get; set; }

    /// <summary>When a harvest last came to its end.</summary>
    public DateTime? HarvestedAt { get; set; }

    /// <summary>Attempts since the last that succeeded.</summary>
    public int Faults { get; set; }

    public string? FaultJa { get; set; }

    public string? FaultEn { get; set; }

    public bool Running => Cursor is not null || Clearing;

    public Words Name => new(NameJa, NameEn);

    public Words? Fault => FaultJa is { } ja && FaultEn is { } en ? new(ja, en) : null;

    public NodeRef Node => NodeRef.Of(NodeKind, Id);
}

/// <summary>What a catalogue elsewhere says of one thing.</summary>
public sealed record HarvestedRecord
{
    public const string NodeKind = "record";

    public required string SourceId { get; init; }

    /// <summary>The beginning of the SHA-256 of <see cref="Identifier"/>, in hexadecimal.</summary>
    public required string Key { get; init; }

    /// <summary>As the source names it.</summary>
    public required string Identifier { get; init; }

    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    public required string Text { get; set; }

    /// <summary>Where a reader goes; null where the source gives no address.</summary>
    public string? Url { get; set; }

    public IReadOnlyList<string> Creators { get; set; } = [];

    public string? Publisher { get; set; }

    /// <summary>As it is written: a day, or a year.</summary>
    public string? Issued { get; set; }

    public string? Licence { get; set; }

    public IReadOnlyList<string> Subjects { get; set; } = [];

    /// <summary>As the source names its kind.</summary>
    public string? Type { get; set; }

    /// <summary>The harvest that last told of it.</summary>
    public required int Round { get; set; }

    public required DateTime HarvestedAt { get; init; }

    public DateTime ChangedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of(NodeKind, $"{SourceId}/{Key}");
}

internal sealed class HarvestSourceTable : IEntityTypeConfiguration<HarvestSource>
{
    public void Configure(EntityTypeBuilder<HarvestSource> builder)
    {
        builder.ToTable("harvest_source");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Form).HasConversion<string>();
        builder.HasIndex(row => row.NextAt);
    }
}

internal sealed class HarvestedRecordTable : IEntityTypeConfiguration<HarvestedRecord>
{
    public void Configure(EntityTypeBuilder<HarvestedRecord> builder)
    {
        builder.ToTable("harvested_record");
        builder.HasKey(row => new { row.SourceId, row.Key });
        builder.Property(row => row.Creators).AsJson();
        builder.Property(row => row.Subjects).AsJson();
        builder.HasIndex(row => new { row.SourceId, row.Round });
    }
}
