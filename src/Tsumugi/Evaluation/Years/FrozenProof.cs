using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Years;

/// <summary>Checks a frozen year: its signature, its place in the chain, and every number, counted again from the rows as of then.</summary>
public sealed class FrozenProof(HubDb db, CountIndicators count, HubSigner signer)
{
    public static string HashOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

    public async Task<FrozenYearView> RunAsync(FrozenYear frozen, CancellationToken stop)
    {
        var document = frozen.Read();
        var head = await db.Set<EventRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Seq == frozen.Record, stop);
        var written = await db.Set<EventRow>().AsNoTracking().Where(row => row.Kind == "year.frozen" && row.Subject == $"year:{frozen.Year}").Select(row => row.Body).FirstOrDefaultAsync(stop);
        var (definitions, differing) = (await Definitions.AllAsync(db, stop), new List<string>());
        foreach (var one in document.Indicators)
        {
            var known = definitions.FirstOrDefault(known => known.Row.Name == one.Name && known.Row.Version == one.Version);
            if (known is null || known.Definition.Meaning != one.Meaning || await count.CountAsOfAsync(known, new FiscalYear(frozen.Year), frozen.Record, stop) != one.Value)
                differing.Add(one.Name);
        }

        return new()
        {
            Year = frozen.Year,
            At = frozen.At,
            Person = frozen.PersonId,
            Record = frozen.Record,
            Document = frozen.Document,
            KeyId = frozen.KeyId,
            Signature = frozen.Signature,
            SignatureHolds = signer.Verify(frozen.Document, frozen.HubSignature) && written?.Contains(HashOf(frozen.Document), StringComparison.Ordinal) == true,
            ChainHolds = head is not null && Convert.ToHexStringLower(head.Hash) == document.Thread.Hash,
            Differing = differing,
        };
    }
}
