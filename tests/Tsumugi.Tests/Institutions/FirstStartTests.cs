using Microsoft.EntityFrameworkCore;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

public sealed class FirstStartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Empty_hub_gets_one_operator_however_often_it_starts()
    {
        await using var hub = await TestHub.StartAsync();
        var note = await hub.UseDbAsync(db => FirstStart.RunAsync(db, hub.Options, Stop));
        var text = await File.ReadAllTextAsync(note!, Stop);
        Assert.Null(await hub.UseDbAsync(db => FirstStart.RunAsync(db, hub.Options, Stop)));
        Assert.Equal(text, await File.ReadAllTextAsync(note!, Stop));
        var person = await hub.UseDbAsync(db => db.Set<Person>().SingleAsync(Stop));
        Assert.True(person.IsOperator);
        Assert.Equal(1, await hub.UseDbAsync(db => db.Set<Account>().CountAsync(Stop)));
    }

    [Fact]
    public async Task First_password_is_only_in_a_file_that_its_owner_alone_reads()
    {
        await using var hub = await TestHub.StartAsync();
        var note = (await hub.UseDbAsync(db => FirstStart.RunAsync(db, hub.Options, Stop)))!;
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(note));
        var password = (await File.ReadAllLinesAsync(note, Stop)).Single(line => line.StartsWith("password: ", StringComparison.Ordinal))[10..];
        Assert.Null(Passwords.Check(password));
        Assert.DoesNotContain(password, hub.Logs.Text, StringComparison.Ordinal);
        File.Delete(note);
        Assert.DoesNotContain(password, await hub.StoredTextAsync(Stop), StringComparison.Ordinal);
    }
}
