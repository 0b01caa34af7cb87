using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Ledger;

/// <summary>Writes postings: the two accounts and the posting itself, or nothing.</summary>
public static class LedgerBook
{
    /// <summary>Prepared statements by movement; names of accounts are names of columns.</summary>
    private static string Sql(LedgerAccount from, LedgerAccount to) =>
        $"""
        UPDATE ledger_balance SET {from} = {from} - @amount, {to} = {to} + @amount
        WHERE AllocationId = @allocation AND ('{from}' = 'Programme' OR {from} >= @amount);
        INSERT INTO ledger_posting (At, AllocationId, Kind, "From", "To", Amount, JobId)
        SELECT @at, @allocation, @kind, '{from}', '{to}', @amount, @job WHERE changes() = 1;
        """;

    public static void Open(HubDb db, string allocationId) => db.Add(new Balance { AllocationId = allocationId });

    /// <summary>In the transaction that somebody else begins and commits.</summary>
    /// <returns>False when the account does not hold so much: then nothing was written.</returns>
    public static async Task<bool> PostAsync(HubDb db, Posting posting, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(posting.Amount);
        var transaction = (db.Database.CurrentTransaction ?? throw new InvalidOperationException("Postings are written in a transaction.")).GetDbTransaction();
        await using var command = db.Database.GetDbConnection().Put(transaction, Sql(posting.From, posting.To), "@amount", "@allocation", "@at", "@kind", "@job");
        command.Set(posting.Amount, posting.AllocationId, posting.At, posting.Kind.ToString(), (object?)posting.JobId ?? DBNull.Value);
        return await command.ExecuteNonQueryAsync(stop) > 0;
    }
}
