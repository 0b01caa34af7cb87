using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Gives an empty hub its operator, so that somebody can sign in.</summary>
public static class FirstStart
{
    public const string PersonId = "operator";

    public const string Email = "operator@localhost";

    public static string NoteIn(HubOptions options) => Path.Combine(options.DataFolder, "first-sign-in.txt");

    /// <returns>Where the first password lies, to print on the console; null when the hub already has an account.</returns>
    public static async Task<string?> RunAsync(HubDb db, HubOptions options, CancellationToken stop)
    {
        if (await db.Set<Account>().AnyAsync(stop))
            return null;
        var person = new Person { Id = PersonId, Name = "運用担当者 Operator", IsOperator = true };
        var password = Passwords.Generate();

        // The file first: a hub killed between the two writes a new one next time, instead of locking everybody out.
        await WriteNoteAsync(NoteIn(options), password, stop);
        db.Add(person);
        db.Add(Account.For(person.Id, Email, password));
        db.Record(person.Created(NodeRef.Of("hub", "self")));
        await db.SaveChangesAsync(stop);
        return NoteIn(options);
    }

    /// <summary>Nobody has signed in as the first operator yet, as far as the folder shows.</summary>
    public static bool IsFresh(HubOptions options) => File.Exists(NoteIn(options));

    /// <summary>Called once the first operator has chosen a password: the note has served.</summary>
    public static void ForgetNote(HubOptions options) => File.Delete(NoteIn(options));

    private static async Task WriteNoteAsync(string path, string password, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(path, options);
        var text = $"""
            紡 Tsumugi
            e-mail:   {Email}
            password: {password}

            最初のサインインのあと、アカウントのページでパスワードを変えてください。変えるとこのファイルは消えます。
            Change the password on your account page after the first sign-in; this file then goes away.

            """;
        await file.WriteAsync(text.AsMemory(), stop);
    }
}
