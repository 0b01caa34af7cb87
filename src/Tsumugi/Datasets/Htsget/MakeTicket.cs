using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats;
using Tsumugi.Formats.Bgzf;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Htsget;

/// <summary>Finds a file through the gate, and in it what was asked for.</summary>
public sealed class MakeTicket(HubDb db, ContentStore store, AskDownload download)
{
    /// <param name="address">Of a content's bytes: its SHA-256 → where they are fetched.</param>
    public async Task<Outcome<HtsgetTicket>> RunAsync(Caller caller, HtsgetKind kind, string id, HtsgetRequest request, Func<string, string> address, CancellationToken stop)
    {
        var found = await FindAsync(caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (revision, path, content) = found.Value;
        if (HtsgetKind.Of(path) is not { } own || own != kind)
            return NotOf(kind, path);
        await using var stream = store.Open(content);
        try
        {
            var reader = new BgzfReader(stream, path);
            var header = await IndexedHeader.ReadAsync(reader, stop);
            var format = HtsgetKind.Format(header.Format);
            if (!kind.Formats.Contains(format))
                return NotOf(kind, path);
            if (request.Format is { } asked && asked != format)
                return NotMade(path, format, asked);
            return await TicketAsync(kind, revision, path, reader, header, request, new(reader, address(content.Sha256)), stop);
        }
        catch (InvalidFileException fault)
        {
            return HtsgetFaults.File(fault);
        }
    }

    private async Task<Outcome<(Revision Revision, string Path, ContentRow Content)>> FindAsync(Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (!HtsgetId.TryParse(text, out var id))
            return HtsgetFaults.NoSuchId(text);
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, id.Kind, id.Repository, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var named = await FindRevision.RunAsync(db, repository.Value, id.Revision, stop);
        if (named.Refused)
            return named.Refusal!;
        var revision = named.Value.Revision;
        if (await RevisionFiles.FindAsync(db, revision, id.Path, stop) is not { } file)
            return HtsgetFaults.NoSuchId(text);
        if ((await download.RunAsync(caller, revision.Node, AskDownload.Take(id.Kind), stop) ?? await HeldContents.AskAsync(db, caller, repository.Value, file.Hash, stop)) is { } refusal)
            return refusal;
        return await ContentStore.FindAsync(db, file.Hash, stop) is { } content ? (revision, id.Path, content) : CommitFiles.Collected(id.Path);
    }

    private async Task<Outcome<HtsgetTicket>> TicketAsync(
        HtsgetKind kind, Revision revision, string path, BgzfReader reader, IndexedHeader header, HtsgetRequest request, TicketParts parts, CancellationToken stop)
    {
        var format = HtsgetKind.Format(header.Format);
        if (request.HeaderOnly)
        {
            await parts.AddHeaderAsync(header, stop);
            parts.AddEnd(HtsgetUrl.Header);
            return new HtsgetTicket(format, parts.Urls);
        }

        if (request.Regions is not { } regions)
        {
            parts.AddRange(0, reader.Length, null);
            return new HtsgetTicket(format, parts.Urls);
        }

        if (await IndexAsync(revision, path, stop) is not { } index)
            return HtsgetFaults.NoIndex(kind, path);
        IndexAnswer answer;
        await using (index.Bytes)
            answer = await Task.Run(() => BinnedIndex.Read(index.Bytes, index.Path, reader.Length, header.References, regions), stop);
        var missing = regions.Select(region => region.Reference).Where(name => name != HtsgetRequest.NoPlace && !header.References.Contains(name) && !answer.References.Contains(name)).Distinct().ToList();
        if (missing.Count > 0)
            return HtsgetFaults.NoSuchReference(missing, header.References.Count > 0 ? header.References : answer.References);
        await parts.AddHeaderAsync(header, stop);
        foreach (var chunk in answer.Chunks)
            await parts.AddChunkAsync(chunk, stop);
        if (regions.Any(region => region.Reference == HtsgetRequest.NoPlace))
            await parts.AddRestAsync(Later(answer.Chunks is [.., var last] ? last.End : header.End, answer.Last ?? header.End), stop);
        parts.AddEnd(HtsgetUrl.Body);
        return new HtsgetTicket(format, parts.Urls);
    }

    private static VirtualOffset Later(VirtualOffset one, VirtualOffset other) => one.Packed > other.Packed ? one : other;

    private async Task<(string Path, Stream Bytes)?> IndexAsync(Revision revision, string path, CancellationToken stop)
    {
        foreach (var candidate in HtsgetKind.Indexes(path))
        {
            if (await RevisionFiles.FindAsync(db, revision, candidate, stop) is { } file && await ContentStore.FindAsync(db, file.Hash, stop) is { } content)
                return (candidate, store.Open(content));
        }

        return null;
    }

    private static Refusal NotMade(string path, string format, string asked) => HtsgetFaults.Format(
        new($"{path} は {format} で、{asked} には変換できません。", $"{path} is {format}, and is not made into {asked}."),
        new($"format={format} と書くか、format を省いてください。", $"Ask for format={format}, or leave format out."));

    private static Refusal NotOf(HtsgetKind kind, string path) => HtsgetFaults.Format(
        new($"{path} は、{kind.Name} として読める形式ではありません。", $"{path} cannot be read as {kind.Name}."),
        kind == HtsgetKind.Reads
            ? new("/reads で読めるのは BAM だけです。CRAM や SAM は samtools view -b で BAM にしてください。変異は /variants で読めます。", "/reads serves BAM; make CRAM or SAM into it with samtools view -b. Variants are read at /variants.")
            : new("/variants で読めるのは、bgzip で圧縮した VCF（.vcf.gz）と BCF だけです。リードは /reads で読めます。", "/variants serves VCF that bgzip compressed (.vcf.gz), and BCF. Reads are read at /reads."));
}
