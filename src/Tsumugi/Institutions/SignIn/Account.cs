using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Institutions.SignIn;

/// <summary>One login: an e-mail address with a password, passkeys, or a provider's word. A person may have several.</summary>
public sealed class Account : IdentityUser
{
    public required string PersonId { get; init; }

    /// <param name="password">Already checked by <see cref="Passwords.Check"/>; null for whoever comes with a provider's word.</param>
    public static Account For(string personId, string email, string? password)
    {
        var account = new Account
        {
            PersonId = personId,
            UserName = email,
            NormalizedUserName = Normal(email),
            Email = email,
            NormalizedEmail = Normal(email),
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        if (password is not null)
            account.PasswordHash = Passwords.Hash(account, password);
        return account;
    }

    /// <summary>The form in which Identity looks addresses up.</summary>
    public static string Normal(string email) => email.Normalize().ToUpperInvariant();
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("account").HasKey(row => row.Id);
        builder.Property(row => row.ConcurrencyStamp).IsConcurrencyToken();
        builder.HasIndex(row => row.NormalizedUserName).IsUnique();
        builder.HasIndex(row => row.NormalizedEmail).IsUnique();
        builder.HasIndex(row => row.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}

internal sealed class AccountClaimTable : IEntityTypeConfiguration<IdentityUserClaim<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<string>> builder)
    {
        builder.ToTable("account_claim").HasKey(row => row.Id);
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
    }
}

internal sealed class AccountLoginTable : IEntityTypeConfiguration<IdentityUserLogin<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<string>> builder)
    {
        builder.ToTable("account_login").HasKey(row => new { row.LoginProvider, row.ProviderKey });
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
    }
}

internal sealed class AccountTokenTable : IEntityTypeConfiguration<IdentityUserToken<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<string>> builder)
    {
        builder.ToTable("account_token").HasKey(row => new { row.UserId, row.LoginProvider, row.Name });
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
    }
}

internal sealed class AccountPasskeyTable : IEntityTypeConfiguration<IdentityUserPasskey<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<string>> builder)
    {
        builder.ToTable("account_passkey").HasKey(row => row.CredentialId);
        builder.OwnsOne(row => row.Data).ToJson();
        builder.Property(row => row.UserId).IsRequired();
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
    }
}
