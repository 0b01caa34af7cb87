using System.Security.Cryptography;
using Tsumugi.Client.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Diseases;

/// <summary>Takes in an ontology's file, OBO or OBO graph, whole or not at all.</summary>
/// <param name="Name"><c>MONDO</c> or <c>NANDO</c>; terms of other ontologies in the file are left out.</param>
public sealed record ImportOntology(string Name, Stream File)
{
    /// <summary>MONDO's OBO graph of 2026 has about 100 MB.</summary>
    private const int MostBytes = 400 << 20;

    public async Task<Outcome<OntologyView>> RunAsync(HubDb db, DiseaseOntologies diseases, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (!DiseaseOntologies.Names.Contains(Name))
        {
            var known = string.Join(", ", DiseaseOntologies.Names);
            return Bad(new($"「{Name}」というオントロジーは扱っていません。", $"'{Name}' is no ontology that the hub takes."), new($"{known} のどれかにしてください。", $"Choose one of {known}."));
        }

        using var bytes = await ReadAsync(stop);
        if (bytes is null)
            return new Refusal("too-large", 413, new("ファイルが大きすぎます。", "The file is too large."), new($"{MostBytes >> 20} MiB までです。", $"At most {MostBytes >> 20} MiB are taken."));
        try
        {
            var terms = (await TermsAsync(bytes, stop)).Where(term => DiseaseOntologies.IsOf(term, Name)).ToList();
            if (terms.Count == 0)
                return Bad(new($"ファイルに {Name} の用語がありません。", $"The file holds no term of {Name}."), new("OBO か OBO graph（JSON）のファイルを送ってください。", "Send a file in OBO or as an OBO graph (JSON)."));
            diseases.Replace(Name, terms);
            var view = new OntologyView(Name, terms.Count, terms.Count(term => term.IsObsolete), Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))));
            Record(db, caller, view);
            await db.SaveChangesAsync(stop);
            return view;
        }
        catch (OntologyException error)
        {
            return Bad(error.Reason, new("ファイルを直すか、配布元から取り直してください。", "Mend the file, or fetch it again from where it is published."));
        }
    }

    private static async Task<IReadOnlyList<DiseaseTerm>> TermsAsync(MemoryStream bytes, CancellationToken stop)
    {
        if (bytes.GetBuffer().AsSpan(0, (int)bytes.Length).TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return await OboGraphFile.ReadAsync(bytes, stop);
        using var text = new StreamReader(bytes, leaveOpen: true);
        return [.. OboFile.Read(text)];
    }

    /// <returns>Null when it is too large.</returns>
    private async Task<MemoryStream?> ReadAsync(CancellationToken stop)
    {
        var (bytes, buffer) = (new MemoryStream(), new byte[1 << 16]);
        for (int read; (read = await File.ReadAsync(buffer, stop)) > 0;)
        {
            if (bytes.Length + read > MostBytes)
                return null;
            bytes.Write(buffer, 0, read);
        }

        bytes.Position = 0;
        return bytes;
    }

    private static void Record(HubDb db, Caller caller, OntologyView view) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = "ontology.imported",
        Subject = NodeRef.Of("ontology", view.Name),
        Facts = new Dictionary<string, object?> { ["terms"] = view.Terms, ["obsolete"] = view.Obsolete, ["sha256"] = view.Sha256 },
    });

    private static Refusal Bad(Hub.Language.Words reason, Hub.Language.Words remedy) => Refusal.Invalid("bad-ontology", reason, remedy);
}
